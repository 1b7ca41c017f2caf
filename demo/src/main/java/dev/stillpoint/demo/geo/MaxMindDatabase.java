// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.demo.geo;

import com.maxmind.db.CHMCache;
import com.maxmind.db.ClosedDatabaseException;
import com.maxmind.db.DatabaseRecord;
import com.maxmind.db.InvalidNetworkException;
import com.maxmind.db.Network;
import com.maxmind.db.Networks;
import com.maxmind.db.Reader;
import java.io.ByteArrayInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A MaxMind {@code .mmdb} file with countries and perhaps cities, through MaxMind's own reader, on the Java heap. The
 * reader sees what {@link MaxMindCheck} has accepted, and the bytes are read once, so it does not matter what happens
 * to the file meanwhile. What the reader throws about the content becomes {@link CorruptGeoDataException}. Thread-safe.
 */
final class MaxMindDatabase implements Closeable {
    // Values are shared between records; room for all of them makes reading every network about three times as fast.
    private static final int CACHED_VALUES = 1 << 20;
    /** The largest City databases have about half of this. */
    private static final long MAX_BYTES = 1 << 28;

    private final String source;
    private final DatabaseFingerprint fingerprint;
    private final Reader reader;

    private MaxMindDatabase(String source, DatabaseFingerprint fingerprint, Reader reader) {
        this.source = source;
        this.fingerprint = fingerprint;
        this.reader = reader;
    }

    /** Reads the file into memory and checks it. */
    static MaxMindDatabase open(Path file) throws IOException {
        String source = file.toString();
        byte[] bytes = read(file);
        MaxMindCheck check = new MaxMindCheck(bytes, source);
        check.checkMetadata();
        CHMCache cache = new CHMCache(Math.min(CACHED_VALUES, bytes.length));
        Reader reader = parse(source, () -> new Reader(new ByteArrayInputStream(bytes), cache));
        String type = String.valueOf(reader.getMetadata().databaseType());
        if (!type.endsWith("-City") && !type.endsWith("-Country")) {
            throw new CorruptGeoDataException(source, "is a " + type + " database, not one of cities or countries");
        }
        check.checkContent(reader.getMetadata());
        return new MaxMindDatabase(source, DatabaseFingerprint.of(bytes), reader);
    }

    private static byte[] read(Path file) throws IOException {
        if (!Files.exists(file)) {
            throw new NoSuchFileException(file.toString(), null, "there is no such MaxMind database");
        }
        if (Files.isDirectory(file)) {
            throw new CorruptGeoDataException(file.toString(), "is a directory, not a MaxMind database");
        }
        long size = Files.size(file);
        if (size > MAX_BYTES) {
            throw new CorruptGeoDataException(
                    file.toString(), "has " + size + " bytes, more than any database of cities or countries");
        }
        return Files.readAllBytes(file);
    }

    /** Of the bytes that were read. */
    DatabaseFingerprint fingerprint() {
        return fingerprint;
    }

    /** What the database says about one address; null if nothing. */
    @Nullable MaxMindPlace place(int ipv4) throws IOException {
        InetAddress address = InetAddress.getByAddress(Ipv4.toBytes(ipv4));
        return parse(source, () -> reader.get(address, MaxMindPlace.class));
    }

    /** Visits every IPv4 network that has data, in ascending order. */
    void forEachNetwork(NetworkVisitor visitor) throws IOException {
        Networks<MaxMindPlace> networks = parse(source, this::networks);
        while (parse(source, networks::hasNext)) {
            DatabaseRecord<MaxMindPlace> record = parse(source, networks::next);
            Network network = record.network();
            int first = Ipv4.fromBytes(network.networkAddress().getAddress());
            visitor.visit(first, lastOf(first, network.prefixLength()), record.data());
        }
    }

    private static int lastOf(int first, int prefixLength) {
        return (int) (first + (Ipv4.END >>> prefixLength) - 1);
    }

    private Networks<MaxMindPlace> networks() throws IOException {
        Network all = new Network(InetAddress.getByAddress(new byte[Integer.BYTES]), 0);
        try {
            return reader.networksWithin(all, false, MaxMindPlace.class);
        } catch (InvalidNetworkException e) {
            throw new AssertionError("every database has the IPv4 networks", e);
        }
    }

    private static <T extends @Nullable Object> T parse(String source, Parsing<T> parsing) throws IOException {
        try {
            return parsing.parse();
        } catch (ClosedDatabaseException e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            // The reader reports damage with both. Nothing is read from a file any more.
            String problem = e.getMessage() == null ? e.toString() : e.getMessage();
            throw new CorruptGeoDataException(source, "MaxMind's reader rejects it: " + problem, e);
        }
    }

    /** Makes later calls fail; the heap memory goes when nobody refers to this any more. */
    @Override
    public void close() throws IOException {
        reader.close();
    }

    /** A step of MaxMind's reader. */
    @FunctionalInterface
    private interface Parsing<T extends @Nullable Object> {
        T parse() throws IOException;
    }

    /** Told of each network. */
    @FunctionalInterface
    interface NetworkVisitor {
        /** Called with the first and last address. */
        void visit(int first, int last, MaxMindPlace place) throws IOException;
    }
}
