// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.escape;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads JSON strictly, for tests of what writes it. */
final class JsonText {

    private static final Pattern STRING =
            Pattern.compile("\"((?:[^\"\\\\\\x00-\\x1f]|\\\\[\"\\\\/bfnrt]|\\\\u[0-9a-f]{4})*+)\"");
    private static final Pattern ESCAPE = Pattern.compile("\\\\(?:u([0-9a-f]{4})|(.))");
    private static final Pattern NUMBER = Pattern.compile("-?(?:0|[1-9]\\d*)");
    private static final String AFTER_BACKSLASH = "bfnrt";
    private static final String MEANT = "\b\f\n\r\t";

    private final String text;
    private int at;

    private JsonText(String text) {
        this.text = text;
    }

    /** Objects as maps, arrays as lists, strings, numbers as integers, truth values. */
    static Object parse(String text) {
        JsonText json = new JsonText(text);
        Object value = json.value();
        json.space();
        if (json.at != text.length()) {
            throw json.wrong("the end");
        }
        return value;
    }

    private IllegalArgumentException wrong(String expected) {
        return new IllegalArgumentException("expected %s at: %s".formatted(expected, text.substring(at)));
    }

    private void space() {
        while (at < text.length() && " \n\r\t".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
    }

    private boolean take(String token) {
        space();
        boolean there = text.startsWith(token, at);
        at += there ? token.length() : 0;
        return there;
    }

    private Object value() {
        if (take("{")) {
            return members();
        }
        if (take("[")) {
            return elements();
        }
        if (take("true")) {
            return true;
        }
        if (take("false")) {
            return false;
        }
        return text.startsWith("\"", at) ? string() : Integer.valueOf(match(NUMBER).group());
    }

    private Matcher match(Pattern pattern) {
        space();
        Matcher matcher = pattern.matcher(text).region(at, text.length());
        if (!matcher.lookingAt()) {
            throw wrong(pattern.toString());
        }
        at = matcher.end();
        return matcher;
    }

    private Map<String, Object> members() {
        Map<String, Object> members = new LinkedHashMap<>();
        while (!take("}")) {
            if (!members.isEmpty() && !take(",")) {
                throw wrong(", or }");
            }
            String name = string();
            if (!take(":") || members.put(name, value()) != null) {
                throw wrong(": and a new name");
            }
        }
        return members;
    }

    private List<Object> elements() {
        List<Object> elements = new ArrayList<>();
        while (!take("]")) {
            if (!elements.isEmpty() && !take(",")) {
                throw wrong(", or ]");
            }
            elements.add(value());
        }
        return elements;
    }

    private String string() {
        return ESCAPE.matcher(match(STRING).group(1)).replaceAll(escape -> Matcher.quoteReplacement(
                escape.group(1) != null ? String.valueOf((char) Integer.parseInt(escape.group(1), 16))
                        : meant(escape.group(2).charAt(0))));
    }

    private static String meant(char escaped) {
        int index = AFTER_BACKSLASH.indexOf(escaped);
        return String.valueOf(index < 0 ? escaped : MEANT.charAt(index));
    }
}
