// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.escape.meaning;

import dev.stillpoint.reclaim.escape.classes.MethodId;
import java.util.Set;

/** Readers, streams and scanners of the JDK that do not wait, because what they read or write is in memory. */
public final class MemoryStreams {

    private static final Set<String> SOURCES = Set.of("java/io/StringReader", "java/io/CharArrayReader",
            "java/io/ByteArrayInputStream", "java/io/StringWriter", "java/io/CharArrayWriter",
            "java/io/ByteArrayOutputStream");
    private static final Set<String> WRAPPERS = Set.of("java/util/Scanner", "java/io/BufferedReader",
            "java/io/LineNumberReader", "java/io/PushbackReader", "java/io/InputStreamReader",
            "java/io/StreamTokenizer", "java/io/BufferedInputStream", "java/io/PushbackInputStream",
            "java/io/DataInputStream", "java/io/ObjectInputStream", "java/io/SequenceInputStream",
            "java/io/BufferedWriter", "java/io/OutputStreamWriter", "java/io/PrintWriter",
            "java/io/BufferedOutputStream", "java/io/DataOutputStream", "java/io/ObjectOutputStream",
            "java/io/PrintStream", "java/util/zip/GZIPInputStream", "java/util/zip/InflaterInputStream",
            "java/util/zip/GZIPOutputStream", "java/util/zip/DeflaterOutputStream", "java/util/zip/CheckedInputStream",
            "java/security/DigestInputStream");
    private static final Set<String> FACTORIES = Set.of("java/io/Reader.of", "java/io/Reader.nullReader",
            "java/io/InputStream.nullInputStream", "java/io/OutputStream.nullOutputStream",
            "java/io/Writer.nullWriter");
    private static final Set<String> OVER = Set.of("java/nio/channels/Channels.newChannel",
            "java/nio/channels/Channels.newReader", "java/nio/channels/Channels.newInputStream");

    private MemoryStreams() {
    }

    /** Whether objects of the class read or write memory, or what they are made over. */
    public static boolean mayBe(String type) {
        return SOURCES.contains(type) || WRAPPERS.contains(type);
    }

    /** Whether the constructor makes one over memory by itself: of a string or an array. */
    public static boolean isSource(MethodId constructor) {
        return SOURCES.contains(constructor.owner())
                || (constructor.owner().equals("java/util/Scanner")
                        && constructor.descriptor().equals("(Ljava/lang/String;)V"));
    }

    /** Whether the method returns one over memory. */
    public static boolean makes(MethodId method) {
        return FACTORIES.contains(method.owner() + "." + method.name());
    }

    /** Whether the method returns one over its argument. */
    public static boolean makesOver(MethodId method) {
        return OVER.contains(method.owner() + "." + method.name());
    }
}
