// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.demo.geo;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** A MaxMind file in the making, for tests: sound if it is used as meant, and broken in whatever way a test wants. */
final class MaxMindFile {
    static final int NO_DATA = -1;

    private static final int SEPARATOR_BYTES = 16;

    private final ByteArrayOutputStream records = new ByteArrayOutputStream();
    /** Two elements a node: 0 and above is another node, {@link #NO_DATA} is none, others are records: -2 - offset. */
    private final List<int[]> nodes = new ArrayList<>();

    private String type = "Test-City";
    private int ipVersion = 4;
    private int recordSize = 24;
    private int statedNodes = -1;

    /** Three networks, two countries, a city; pointers, strings that are not ASCII, and each type of value. */
    static MaxMindFile small() {
        MaxMindFile file = new MaxMindFile();
        int germany = file.record(value -> {
            value.map(1).string("country").map(2).string("iso_code").string("DE");
            value.string("names").map(2).string("de").string("Österreich").string("ru").string("Россия");
        });
        int code = file.record(value -> value.string("FR"));
        int france = file.record(value -> {
            value.map(4).string("country").map(1).string("iso_code").pointer(code);
            value.string("city").map(1).string("geoname_id").uint32(3_031_815);
            value.string("location").map(3).string("x").number(3, 8).string("y").extended(15, 4);
            value.string("z").extended(14, 1);
            value.string("other").array(3).extended(8, 4).extended(10, 8).number(5, 2);
        });
        int shared = file.record(value -> value.pointer(germany));
        file.add(10, 8, germany);
        file.add(20, 8, france);
        file.add(200, 4, shared);
        return file;
    }

    // -- records

    /** Appends a record, and returns its offset. */
    int record(Consumer<Value> content) {
        int offset = records.size();
        content.accept(new Value());
        return offset;
    }

    int nextOffset() {
        return records.size();
    }

    /** Writes values one after the other. */
    final class Value {
        Value map(int size) {
            return number(7, size, 0);
        }

        Value array(int size) {
            return header(0, size).raw(11 - 7);
        }

        Value string(String text) {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            header(2, bytes.length);
            return raw(bytes);
        }

        Value uint32(int number) {
            header(6, 4);
            return raw(number >>> 24, number >>> 16, number >>> 8, number);
        }

        /** A value of zeros. */
        Value number(int typeCode, int bytes) {
            return number(typeCode, bytes, bytes);
        }

        private Value number(int typeCode, int size, int bytes) {
            header(typeCode, size);
            return raw(new byte[bytes]);
        }

        /** A value of zeros whose type has a byte of its own; a boolean has its size only. */
        Value extended(int typeCode, int size) {
            header(0, size).raw(typeCode - 7);
            return raw(new byte[typeCode == 14 ? 0 : size]);
        }

        Value pointer(int offset) {
            return raw(0x38, offset >>> 24, offset >>> 16, offset >>> 8, offset);
        }

        Value header(int typeCode, int size) {
            if (size < 29) {
                return raw(typeCode << 5 | size);
            }
            if (size < 285) {
                return raw(typeCode << 5 | 29, size - 29);
            }
            int rest = size - 65_821;
            return size < 65_821
                    ? raw((typeCode << 5) | 30, (size - 285) >>> 8, size - 285)
                    : raw(typeCode << 5 | 31, rest >>> 16, rest >>> 8, rest);
        }

        Value raw(int... bytes) {
            for (int b : bytes) {
                records.write(b);
            }
            return this;
        }

        private Value raw(byte[] bytes) {
            records.writeBytes(bytes);
            return this;
        }
    }

    // -- the search tree

    /** The networks {@code first.0.0.0/bits} have this record. */
    void add(int first, int bits, int record) {
        if (nodes.isEmpty()) {
            nodes.add(new int[] {NO_DATA, NO_DATA});
        }
        int node = 0;
        for (int depth = 0; depth < bits; depth++) {
            int bit = (first >>> (7 - depth)) & 1;
            if (depth == bits - 1) {
                nodes.get(node)[bit] = -2 - record;
            } else {
                if (nodes.get(node)[bit] < 0) {
                    nodes.get(node)[bit] = nodes.size();
                    nodes.add(new int[] {NO_DATA, NO_DATA});
                }
                node = nodes.get(node)[bit];
            }
        }
    }

    /** A node with the given children, see {@link #nodes}. */
    MaxMindFile node(int left, int right) {
        nodes.add(new int[] {left, right});
        return this;
    }

    // -- the metadata

    MaxMindFile type(String databaseType) {
        type = databaseType;
        return this;
    }

    MaxMindFile ipVersion(int version) {
        ipVersion = version;
        return this;
    }

    MaxMindFile recordSize(int bits) {
        recordSize = bits;
        return this;
    }

    MaxMindFile statedNodes(int count) {
        statedNodes = count;
        return this;
    }

    byte[] bytes() {
        byte[] data = records.toByteArray();
        records.reset();
        for (int[] node : nodes) {
            writeNode(child(node[0]), child(node[1]));
        }
        records.writeBytes(new byte[SEPARATOR_BYTES]);
        records.writeBytes(data);
        writeMetadata();
        byte[] file = records.toByteArray();
        records.reset();
        records.writeBytes(data);
        return file;
    }

    private int child(int link) {
        return link >= 0 ? link : link == NO_DATA ? nodes.size() : nodes.size() + SEPARATOR_BYTES + (-2 - link);
    }

    private void writeNode(int left, int right) {
        Value out = new Value();
        switch (recordSize) {
            case 28 -> out.raw(left >>> 16, left >>> 8, left, ((left >>> 20) & 0xf0) | ((right >>> 24) & 0xf),
                    right >>> 16,
                    right >>> 8, right);
            case 32 -> out.raw(left >>> 24, left >>> 16, left >>> 8, left, right >>> 24, right >>> 16, right >>> 8,
                    right);
            default -> out.raw(left >>> 16, left >>> 8, left, right >>> 16, right >>> 8, right);
        }
    }

    private void writeMetadata() {
        Value out = new Value();
        out.raw(0xab, 0xcd, 0xef).raw("MaxMind.com".getBytes(StandardCharsets.US_ASCII));
        out.map(9).string("binary_format_major_version").uint32(2).string("binary_format_minor_version").uint32(0);
        out.string("build_epoch").uint32(1_500_000_000).string("database_type").string(type);
        out.string("description").map(1).string("en").string("a test").string("ip_version").uint32(ipVersion);
        out.string("languages").array(1).string("en");
        out.string("node_count").uint32(statedNodes < 0 ? nodes.size() : statedNodes);
        out.string("record_size").uint32(recordSize);
    }
}
