// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.escape.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Writes JSON (RFC 8259): maps as objects, lists as arrays, strings, numbers and truth values. It reads none. */
public final class Json {

    private static final String INDENT = "  ";

    private final StringBuilder text = new StringBuilder();

    private Json() {
    }

    /**
     * The value as JSON text, indented, members in the order of the map.
     *
     * @throws IllegalArgumentException if there is anything else in it
     */
    public static String write(Object value) {
        Json json = new Json();
        json.append(value, "\n");
        return json.text.append('\n').toString();
    }

    private void append(Object value, String newLine) {
        switch (value) {
            case Map<?, ?> members -> appendAll('{', members(members, newLine), '}', newLine);
            case List<?> elements -> appendAll('[', elements(elements, newLine), ']', newLine);
            case String string -> appendString(string);
            case Integer number -> text.append(number);
            case Boolean truth -> text.append(truth);
            default -> throw new IllegalArgumentException("no JSON for " + value.getClass());
        }
    }

    private List<Runnable> members(Map<?, ?> members, String newLine) {
        List<Runnable> parts = new ArrayList<>();
        members.forEach((name, value) -> parts.add(() -> {
            appendString(String.valueOf(name));
            text.append(": ");
            append(value, newLine + INDENT);
        }));
        return parts;
    }

    private List<Runnable> elements(List<?> elements, String newLine) {
        List<Runnable> parts = new ArrayList<>();
        elements.forEach(element -> parts.add(() -> append(element, newLine + INDENT)));
        return parts;
    }

    private void appendAll(char open, List<Runnable> parts, char close, String newLine) {
        text.append(open);
        String before = newLine + INDENT;
        for (Runnable part : parts) {
            text.append(before);
            part.run();
            before = "," + newLine + INDENT;
        }
        text.append(parts.isEmpty() ? "" : newLine).append(close);
    }

    private void appendString(String string) {
        text.append('"');
        for (int i = 0; i < string.length(); i++) {
            appendChar(string, i);
        }
        text.append('"');
    }

    private void appendChar(String string, int at) {
        char c = string.charAt(at);
        switch (c) {
            case '"' -> text.append("\\\"");
            case '\\' -> text.append("\\\\");
            case '\n' -> text.append("\\n");
            case '\r' -> text.append("\\r");
            case '\t' -> text.append("\\t");
            default -> {
                // Class files may name things with half a surrogate pair, which no encoding can write.
                if (c < ' ' || isLoneSurrogate(string, at)) {
                    text.append("\\u%04x".formatted((int) c));
                } else {
                    text.append(c);
                }
            }
        }
    }

    private static boolean isLoneSurrogate(String string, int at) {
        char c = string.charAt(at);
        if (Character.isHighSurrogate(c)) {
            return at + 1 == string.length() || !Character.isLowSurrogate(string.charAt(at + 1));
        }
        return Character.isLowSurrogate(c) && (at == 0 || !Character.isHighSurrogate(string.charAt(at - 1)));
    }
}
