// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.stress.bench.map;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Iterator;
import org.caffinitas.ohc.CacheSerializer;
import org.caffinitas.ohc.CloseableIterator;
import org.caffinitas.ohc.DirectValueAccess;
import org.caffinitas.ohc.Eviction;
import org.caffinitas.ohc.OHCache;
import org.caffinitas.ohc.OHCacheBuilder;

/** An OHC without a limit that matters, whose values are read in place by {@code getDirect}. */
public final class OhcTable extends KeyValueTable {

    private static final long MUCH = 8L << 30;

    private final OHCache<Long, byte[]> map = OHCacheBuilder.<Long, byte[]>newBuilder()
            .keySerializer(new LongSerializer()).valueSerializer(new ArraySerializer()).capacity(MUCH)
            .eviction(Eviction.NONE).throwOOME(true).build();

    /** The number of entries is not needed. */
    public OhcTable(int expected) {
    }

    private static final class LongSerializer implements CacheSerializer<Long> {

        @Override
        public void serialize(Long value, ByteBuffer buffer) {
            buffer.putLong(value);
        }

        @Override
        public Long deserialize(ByteBuffer buffer) {
            return buffer.getLong();
        }

        @Override
        public int serializedSize(Long value) {
            return Long.BYTES;
        }
    }

    private static final class ArraySerializer implements CacheSerializer<byte[]> {

        @Override
        public void serialize(byte[] value, ByteBuffer buffer) {
            buffer.put(value);
        }

        @Override
        public byte[] deserialize(ByteBuffer buffer) {
            byte[] value = new byte[buffer.remaining()];
            buffer.get(value);
            return value;
        }

        @Override
        public int serializedSize(byte[] value) {
            return value.length;
        }
    }

    @Override
    public long get(long key) {
        try (DirectValueAccess value = map.getDirect(key)) {
            return value == null ? 0 : value.buffer().order(ByteOrder.nativeOrder()).getLong(0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void put(long key, byte[] value) {
        map.put(key, value);
    }

    @Override
    public void insert(long key, byte[] value) {
        map.putIfAbsent(key, value);
    }

    @Override
    public void remove(long key) {
        map.remove(key);
    }

    /** It has no iteration over values: each key is looked up. */
    @Override
    public long sum() {
        long sum = 0;
        try (CloseableIterator<Long> keys = map.keyIterator()) {
            Iterator<Long> each = keys;
            while (each.hasNext()) {
                sum += get(each.next());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return sum;
    }

    @Override
    public void close() {
        try {
            map.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
