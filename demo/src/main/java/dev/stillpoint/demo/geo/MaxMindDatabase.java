// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.demo.geo;

import com.maxmind.db.CHMCache;
import com.maxmind.db.DatabaseRecord;
import com.maxmind.db.InvalidDatabaseException;
import com.maxmind.db.InvalidNetworkException;
import com.maxmind.db.Network;
import com.maxmind.db.Networks;
import com.maxmind.db.Reader;
import com.maxmind.db.Reader.FileMode;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A MaxMind {@code .mmdb} file with countries and perhaps cities, through MaxMind's own reader, on the Java heap. What
 * the reader throws about bad content becomes {@link CorruptGeoDataException}. Thread-safe.
 */
final class MaxMindDatabase implements Closeable {
    // Values are shared between records; room for all of them makes reading every network about three times as fast.
    private static final int CACHED_VALUES = 1 << 20;

    private final String source;
    private final Reader reader;

    private MaxMindDatabase(String source, Reader reader) {
        this.source = source;
        this.reader = reader;
    }

    /** Reads the file into memory. */
    static MaxMindDatabase open(Path file) throws IOException {
        if (!Files.exists(file)) {
            throw new NoSuchFileException(file.toString(), null, "there is no such MaxMind database");
        }
        String source = file.toString();
        Reader reader = parse(source, () -> new Reader(file.toFile(), FileMode.MEMORY, new CHMCache(CACHED_VALUES)));
        String type = reader.getMetadata().databaseType();
        if (!type.endsWith("-City") && !type.endsWith("-Country")) {
            throw new CorruptGeoDataException(source, "is a " + type + " database, not one of cities or countries");
        }
        return new MaxMindDatabase(source, reader);
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
        } catch (InvalidDatabaseException | RuntimeException e) {
            // The reader reports damage with both, and with whatever a wild offset leads to.
            throw new CorruptGeoDataException(source, "MaxMind's reader rejects it: " + e.getMessage(), e);
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
