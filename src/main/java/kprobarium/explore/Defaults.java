package kprobarium.explore;

import kprobarium.schedule.ChoicePoint;
import kprobarium.schedule.Move;

/// What happens where nobody decides otherwise: the CPU that moved last makes another step, or, where it cannot, the first option is
/// taken. And how ways that differ from it are counted.
final class Defaults {
    private Defaults() {}

    /// The default of `point`, after a move of CPU `last`, or of none if that is -1.
    static int option(ChoicePoint point, int last) {
        return last < 0 ? 0 : Math.max(0, point.find(Move.code(Move.Kind.STEP, last)));
    }

    /// The option of this number: 0 is the default, the others follow in their order.
    static int option(ChoicePoint point, int last, int number) {
        int byDefault = option(point, last);
        if (number == 0) return byDefault;
        return number <= byDefault ? number - 1 : number;
    }

    /// The number of an option.
    static int number(ChoicePoint point, int last, int option) {
        int byDefault = option(point, last);
        if (option == byDefault) return 0;
        return option < byDefault ? option + 1 : option;
    }

    /// The CPU that moved last, after this move.
    static int last(int last, int code) {
        return Move.kind(code).isOfTheCpu() ? Move.cpu(code) : last;
    }
}
