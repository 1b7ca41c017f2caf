// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.stress.bench;

import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Writes what {@link Json} reads. A value that fits into a line stands in one; of any other each member begins a line.
 * So people can read the file, and where a figure changes a line changes.
 */
final class JsonText {

    private static final int WIDTH = 120;
    private static final int INDENT = 2;
    /** Doubles below it that have no fraction are written without a decimal point, as JMH writes its counts. */
    private static final double LARGEST_WHOLE = 1L << 53;

    private final StringBuilder text = new StringBuilder();

    private JsonText() {
    }

    /**
     * The JSON of a value, with a line feed at its end.
     *
     * @throws IllegalArgumentException if something in it is not what {@link Json#parse} makes
     */
    static String of(@Nullable Object value) {
        JsonText json = new JsonText();
        json.write(value, 0);
        return json.text.append('\n').toString();
    }

    /** @param depth how many values this one is inside of */
    private void write(@Nullable Object value, int depth) {
        int start = text.length();
        writeInLine(value);
        if (lineFits()) {
            return;
        }
        String line = "\n" + " ".repeat(INDENT * depth);
        String deeper = line + " ".repeat(INDENT);
        switch (value) {
            case List<?> list -> {
                text.setLength(start);
                members("[" + deeper, "," + deeper, line + "]", list, element -> write(element, depth + 1));
            }
            case Map<?, ?> map -> {
                text.setLength(start);
                members("{" + deeper, "," + deeper, line + "}", map.entrySet(), member -> {
                    name(member);
                    write(member.getValue(), depth + 1);
                });
            }
            case null, default -> {
                // What is no list and no map is in one line however long it is.
            }
        }
    }

    /** Whether a comma has room in the last line too. */
    private boolean lineFits() {
        return text.length() - (text.lastIndexOf("\n") + 1) < WIDTH;
    }

    private void writeInLine(@Nullable Object value) {
        switch (value) {
            case null -> text.append("null");
            case Boolean flag -> text.append(flag.booleanValue());
            case Double number -> number(number);
            case String string -> string(string);
            case List<?> list -> members("[", ", ", "]", list, this::writeInLine);
            case Map<?, ?> map -> members("{", ", ", "}", map.entrySet(), member -> {
                name(member);
                writeInLine(member.getValue());
            });
            default -> throw new IllegalArgumentException("Not a value of JSON: " + value);
        }
    }

    private <T> void members(String open, String between, String close, Iterable<T> members, Consumer<T> write) {
        text.append(open);
        int first = text.length();
        for (T member : members) {
            text.append(text.length() == first ? "" : between);
            write.accept(member);
        }
        text.append(close);
    }

    private void name(Map.Entry<?, ?> member) {
        string(String.valueOf(member.getKey()));
        text.append(": ");
    }

    private void number(double number) {
        if (!Double.isFinite(number)) {
            throw new IllegalArgumentException("Not a number of JSON: " + number);
        }
        if (number == Math.rint(number) && Math.abs(number) < LARGEST_WHOLE) {
            text.append((long) number);
        } else {
            text.append(number);
        }
    }

    private void string(String string) {
        text.append('"');
        for (int i = 0; i < string.length(); i++) {
            char c = string.charAt(i);
            if (c == '"' || c == '\\') {
                text.append('\\').append(c);
            } else if (c < ' ') {
                text.append("\\u%04x".formatted((int) c));
            } else {
                text.append(c);
            }
        }
        text.append('"');
    }
}
