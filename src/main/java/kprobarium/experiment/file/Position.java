package kprobarium.experiment.file;

/// A place in a file; line and column count from 1, columns in code points.
record Position(int line, int column) implements Comparable<Position> {
    Position right(int columns) {
        return new Position(line, column + columns);
    }

    @Override
    public int compareTo(Position other) {
        return line != other.line ? Integer.compare(line, other.line) : Integer.compare(column, other.column);
    }
}
