// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.collection;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * Gives other names to the classes that a class file names, its own among them. All such names are texts of the
 * constant pool, alone or in descriptors and signatures; nothing else of the file changes.
 */
final class RenamedClasses {

    private static final int MAGIC_AND_VERSION = 8;
    private static final int TEXT = 1;

    private final Pattern name;
    private final UnaryOperator<String> renaming;
    private final Set<String> seen = new LinkedHashSet<>();

    /**
     * @param name what a name looks like in a text
     * @param renaming gives a name another one, or leaves it as it is
     */
    RenamedClasses(Pattern name, UnaryOperator<String> renaming) {
        this.name = name;
        this.renaming = renaming;
    }

    /** The names that were found in the class files so far, as they were. */
    Set<String> seen() {
        return seen;
    }

    /** The class file with its names changed. */
    byte[] in(byte[] original) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(2 * original.length);
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(original));
                DataOutputStream out = new DataOutputStream(bytes)) {
            out.write(in.readNBytes(MAGIC_AND_VERSION));
            int constants = in.readUnsignedShort();
            out.writeShort(constants);
            int constant = 1;
            while (constant < constants) {
                int tag = in.readUnsignedByte();
                out.writeByte(tag);
                if (tag == TEXT) {
                    out.writeUTF(name.matcher(in.readUTF()).replaceAll(this::renamed));
                } else {
                    out.write(in.readNBytes(length(tag)));
                }
                constant += takesTwoPlaces(tag) ? 2 : 1;
            }
            in.transferTo(out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private String renamed(MatchResult found) {
        seen.add(found.group());
        return renaming.apply(found.group()).replace("$", "\\$");
    }

    /** A long number and a double one, by section 4.4.5 of the JVM's specification. */
    private static boolean takesTwoPlaces(int tag) {
        return tag == 5 || tag == 6;
    }

    /** The bytes of a constant after its tag, by section 4.4 of the JVM's specification. */
    private static int length(int tag) {
        return switch (tag) {
            case 7, 8, 16, 19, 20 -> 2;
            case 15 -> 3;
            case 3, 4, 9, 10, 11, 12, 17, 18 -> 4;
            case 5, 6 -> 8;
            default -> throw new IllegalArgumentException("constant " + tag);
        };
    }
}
