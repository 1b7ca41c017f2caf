// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.demo.geo;

/**
 * An ISO 3166 country code of two capital letters, packed in a {@code short}: the first letter in the high byte. Zero
 * is "no country".
 */
public final class CountryCode {
    /** No country. */
    public static final short NONE = 0;

    private static final int LETTERS = 26;
    private static final String[] NAMES = names(); // never written after initialisation

    private CountryCode() {}

    /**
     * Packs a code.
     *
     * @throws IllegalArgumentException if {@code code} is neither empty nor two letters {@code A-Z}
     */
    public static short pack(String code) {
        if (code.isEmpty()) {
            return NONE;
        }
        if (code.length() != 2 || !isLetter(code.charAt(0)) || !isLetter(code.charAt(1))) {
            throw new IllegalArgumentException("a country code has two letters A-Z, not \"" + code + '"');
        }
        return (short) (code.charAt(0) << 8 | code.charAt(1));
    }

    /**
     * The code as a string, without allocating. Bits that are no code, as a stale read may find, come back as
     * {@code "?"} and four hexadecimal digits, so that they are seen and not mistaken for an answer.
     */
    public static String name(short packed) {
        int first = (packed >>> 8 & 0xff) - 'A';
        int second = (packed & 0xff) - 'A';
        if (first >= 0 && first < LETTERS && second >= 0 && second < LETTERS) {
            return NAMES[first * LETTERS + second];
        }
        return packed == NONE ? "" : unknown(packed);
    }

    private static String unknown(short packed) {
        return String.format("?%04x", packed & 0xffff);
    }

    private static boolean isLetter(char c) {
        return c >= 'A' && c <= 'Z';
    }

    private static String[] names() {
        String[] names = new String[LETTERS * LETTERS];
        for (int i = 0; i < names.length; i++) {
            names[i] = new String(new char[] {(char) ('A' + i / LETTERS), (char) ('A' + i % LETTERS)});
        }
        return names;
    }
}
