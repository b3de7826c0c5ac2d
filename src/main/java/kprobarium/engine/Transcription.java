package kprobarium.engine;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.TypeKind;
import java.nio.ByteBuffer;
import java.util.List;
import kprobarium.isa.Insn;
import kprobarium.isa.Operand;

/// Copies the bytecode of a row's semantics into other code, with what it asks of the CPU and of its operands put in other words.
///
/// Reading the table's class file takes as long as some programs run. So what was found there can be [saved][#saved] once, and
/// [given back][#restore] to another run of the same build.
public final class Transcription {
    /// What becomes of the calls. Arguments other than CPU and operands are on the stack, and the result is to be.
    interface Words {
        /// Pushes a register's value.
        void read(CodeBuilder code, Operand register);

        /// Pops a register's new value.
        void write(CodeBuilder code, Operand register);

        /// Pushes what a field says, or a register's number; an int.
        void field(CodeBuilder code, Operand field);

        /// Pushes the address of the instruction.
        void pc(CodeBuilder code);

        /// Pops a target and goes there.
        void branch(CodeBuilder code);

        /// Pops an address, pushes what is there.
        void load(CodeBuilder code, int size);

        /// Pops an address and, from above it, a value.
        void store(CodeBuilder code, int size);

        /// Pushes the CPU.
        void cpu(CodeBuilder code);

        /// The slot of the row's local variable number `index`; of use within the row only.
        int scratch(CodeBuilder code, TypeKind kind, int index);
    }

    /// By row, where known.
    private static final Recipe[] RECIPES = new Recipe[Insn.values().length];
    /// Where the recipe of each row begins, then the recipes; or null.
    private static byte[] saved;

    private Transcription() {
    }

    /// Writes down what `row` does.
    static void write(Insn row, CodeBuilder code, Words words) {
        recipe(row).write(code, words, row.size());
    }

    /// Whether all that a row does can be put in [Words]. With `registersAtHand` the CPU can be asked for registers by number, because
    /// none is kept elsewhere.
    static boolean isPossible(Insn row, boolean registersAtHand) {
        Recipe recipe = recipe(row);
        return registersAtHand ? recipe.atHand() : recipe.possible();
    }

    /// The registers that a row sets.
    static List<Operand> written(Insn row) {
        return recipe(row).written();
    }

    private static synchronized Recipe recipe(Insn row) {
        Recipe recipe = RECIPES[row.ordinal()];
        if (recipe == null) {
            recipe = saved == null ? RowReader.read(row) : recipe(saved, row);
            RECIPES[row.ordinal()] = recipe;
        }
        return recipe;
    }

    /// All that there is to know of the rows, for [#restore].
    public static byte[] saved() {
        try {
            var recipes = new ByteArrayOutputStream();
            var out = new DataOutputStream(recipes);
            ByteBuffer starts = ByteBuffer.allocate(RECIPES.length * Integer.BYTES);
            for (Insn row : Insn.values()) {
                starts.putInt(starts.capacity() + out.size());
                RowReader.read(row).save(out);
            }
            return ByteBuffer.allocate(starts.capacity() + out.size()).put(starts.flip()).put(recipes.toByteArray()).array();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// From now on rows do what was [saved][#saved], by the very same build.
    public static synchronized void restore(byte[] recipes) {
        saved = recipes;
    }

    static Recipe recipe(byte[] recipes, Insn row) {
        int start = ByteBuffer.wrap(recipes).getInt(row.ordinal() * Integer.BYTES);
        try {
            return Recipe.read(new DataInputStream(new ByteArrayInputStream(recipes, start, recipes.length - start)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
