// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.demo.geo;

/** IPv4 addresses as {@code int}s in network order: {@code 1.2.3.4} is {@code 0x01020304}. */
public final class Ipv4 {
    /** One more than the highest address. */
    static final long END = 1L << 32;

    private static final int PARTS = 4;

    private Ipv4() {}

    /**
     * Parses four decimal numbers with dots between them; no other notation, no leading zeros.
     *
     * @throws IllegalArgumentException if {@code text} is anything else
     */
    public static int parse(String text) {
        String[] parts = text.split("\\.", -1);
        if (parts.length != PARTS) {
            throw notAnAddress(text);
        }
        int address = 0;
        for (String part : parts) {
            address = address << 8 | parsePart(part, text);
        }
        return address;
    }

    /** The usual notation, for example {@code 1.2.3.4}. */
    public static String format(int address) {
        return (address >>> 24) + "." + (address >>> 16 & 0xff) + '.' + (address >>> 8 & 0xff) + '.' + (address & 0xff);
    }

    private static int parsePart(String part, String text) {
        boolean leadingZero = part.length() > 1 && part.charAt(0) == '0';
        boolean digits = part.chars().allMatch(c -> c >= '0' && c <= '9');
        if (part.isEmpty() || part.length() > 3 || leadingZero || !digits || Integer.parseInt(part) > 255) {
            throw notAnAddress(text);
        }
        return Integer.parseInt(part);
    }

    private static IllegalArgumentException notAnAddress(String text) {
        return new IllegalArgumentException("not an IPv4 address such as 192.0.2.1: \"" + text + '"');
    }

    /** The four bytes, as {@code InetAddress.getByAddress} wants them. */
    static byte[] toBytes(int address) {
        return new byte[] {(byte) (address >>> 24), (byte) (address >>> 16), (byte) (address >>> 8), (byte) address};
    }

    /** The address made of four bytes. */
    static int fromBytes(byte[] bytes) {
        return bytes[0] << 24 | (bytes[1] & 0xff) << 16 | (bytes[2] & 0xff) << 8 | (bytes[3] & 0xff);
    }
}
