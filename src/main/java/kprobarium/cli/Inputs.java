package kprobarium.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/// Numbers and texts as they are typed or piped in, and numbers as they are printed.
final class Inputs {
    static final String STANDARD_INPUT = "-";
    private static final int MOST_SHOWN = 40;

    private Inputs() {}

    /// What a file holds, or standard input for `-`.
    static String text(Terminal terminal, String file) {
        if (!file.equals(STANDARD_INPUT)) return ExperimentFiles.text(Path.of(file));
        try {
            return new String(terminal.in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// An instruction word: up to 8 hex digits, with or without `0x`.
    static int word(String text) {
        String digits = digits(text);
        if (!digits.matches("[0-9a-fA-F]{1,8}")) {
            throw Refusal.badInput("found `" + shown(text) + "`, expected a word of up to 8 hex digits such as `0x002a000a`");
        }
        return Integer.parseUnsignedInt(digits, 16);
    }

    /// A multiple of 4, in hex.
    static long codeAddress(String option, String text) {
        String digits = digits(text);
        if (!digits.matches("[0-9a-fA-F]{1,16}")) {
            throw Refusal.usage(option + ": found `" + shown(text) + "`, expected an address in hex such as `0x9000000000200000`");
        }
        long address = Long.parseUnsignedLong(digits, 16);
        if ((address & 3) != 0) throw Refusal.usage(option + ": " + hex(address) + " is no multiple of 4, where instructions stand");
        return address;
    }

    private static String digits(String text) {
        return text.startsWith("0x") || text.startsWith("0X") ? text.substring(2) : text;
    }

    private static String shown(String text) {
        String plain = printable(text);
        return plain.length() > MOST_SHOWN ? plain.substring(0, MOST_SHOWN) + "..." : plain;
    }

    /// The text with what would upset a terminal replaced.
    static String printable(String text) {
        return text.replaceAll("[\\p{Cntrl}&&[^\t]]", "\uFFFD");
    }

    static String hex(long address) {
        return "0x%016x".formatted(address);
    }

    static String hex(int word) {
        return "%08x".formatted(word);
    }
}
