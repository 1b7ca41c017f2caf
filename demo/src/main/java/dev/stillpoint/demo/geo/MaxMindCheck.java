// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.demo.geo;

import com.maxmind.db.Metadata;
import java.nio.ByteBuffer;
import java.util.BitSet;

/**
 * Checks a MaxMind file before MaxMind's own reader uses it. That reader believes what it reads: a record that points
 * to itself, or one of very many values, overflows its stack; a wrong size makes it ask for memory that is not there; a
 * search tree whose branches meet again keeps it busy for days. What passes here is none of these, so all that is left
 * to the reader are values of a type or spelling that nobody expects, and those it reports.
 *
 * <p>The work is bounded by the size of the file. What is checked: the metadata; the part of the search tree that holds
 * IPv4 addresses; and every record to which it leads.
 */
final class MaxMindCheck {
    private static final byte[] MARKER = {
            (byte) 0xab, (byte) 0xcd, (byte) 0xef, 'M', 'a', 'x', 'M', 'i', 'n', 'd', '.', 'c', 'o', 'm'
    };
    /** Zeros between the search tree and the records. */
    private static final int SEPARATOR_BYTES = 16;

    private static final int IPV4_BITS = Integer.SIZE;
    /** An IPv4 address in a tree of IPv6 addresses has this many zeros in front of it. */
    private static final int IPV6_PREFIX_BITS = 96;

    private final byte[] file;
    private final String source;

    /** The check of a file. {@code source} is named in messages. */
    MaxMindCheck(byte[] file, String source) {
        this.file = file;
        this.source = source;
    }

    /** Checks that there is metadata, and that it can be parsed. */
    void checkMetadata() throws CorruptGeoDataException {
        int marker = marker();
        int start = marker + MARKER.length;
        new MaxMindValues(file, start, file.length, source).check(start);
    }

    /** Checks search tree and records. */
    void checkContent(Metadata metadata) throws CorruptGeoDataException {
        int version = metadata.ipVersion();
        if (version != 4 && version != 6) {
            throw corrupt("is for IP version " + version + ", which does not exist");
        }
        int recordSize = metadata.recordSize();
        if (recordSize != 24 && recordSize != 28 && recordSize != 32) {
            throw corrupt("has search tree records of " + recordSize + " bits, not of 24, 28 or 32");
        }
        int marker = marker();
        long nodes = metadata.nodeCount();
        if (nodes < 0 || nodes > marker || nodes * recordSize / 4 + SEPARATOR_BYTES > marker) {
            throw corrupt("truncated: a search tree of " + nodes + " nodes does not fit into it");
        }
        Tree tree = new Tree((int) nodes, recordSize);
        new Walk(tree, marker).checkIpv4(version == 6);
    }

    private int marker() throws CorruptGeoDataException {
        for (int at = file.length - MARKER.length; at >= 0; at--) {
            if (ByteBuffer.wrap(file, at, MARKER.length).equals(ByteBuffer.wrap(MARKER))) {
                return at;
            }
        }
        throw corrupt("is no MaxMind database, or a truncated one: it has no metadata");
    }

    private CorruptGeoDataException corrupt(String problem) {
        return new CorruptGeoDataException(source, problem);
    }

    /** The binary search tree at the start of the file. Each node has a record for bit 0 and one for bit 1. */
    private final class Tree {
        final int nodes;
        private final int recordSize;

        Tree(int nodes, int recordSize) {
            this.nodes = nodes;
            this.recordSize = recordSize;
        }

        /** A smaller number than {@link #nodes} is a node, this number is "no data", any other leads to a record. */
        long child(int node, int bit) {
            int at = node * (recordSize / 4);
            return switch (recordSize) {
                case 24 -> number(at + 3 * bit, 3);
                case 28 -> (bit == 0 ? file[at + 3] >>> 4 & 0xf : file[at + 3] & 0xf) << 24
                        | number(at + 4 * bit, 3);
                default -> number(at + 4 * bit, 4);
            };
        }

        private long number(int at, int bytes) {
            long number = 0;
            for (int i = 0; i < bytes; i++) {
                number = (number << Byte.SIZE) | (file[at + i] & 0xff);
            }
            return number;
        }

        int byteSize() {
            return nodes * (recordSize / 4);
        }
    }

    /** One way through the tree, depth first. */
    private final class Walk {
        private final Tree tree;
        private final MaxMindValues records;
        private final int recordsStart;
        private final int recordsEnd;
        private final BitSet visited = new BitSet();

        Walk(Tree tree, int recordsEnd) {
            this.tree = tree;
            this.recordsStart = tree.byteSize() + SEPARATOR_BYTES;
            this.recordsEnd = recordsEnd;
            this.records = new MaxMindValues(file, recordsStart, recordsEnd, source);
        }

        void checkIpv4(boolean insideIpv6) throws CorruptGeoDataException {
            long root = 0;
            for (int bit = 0; insideIpv6 && bit < IPV6_PREFIX_BITS && root < tree.nodes; bit++) {
                root = tree.child((int) root, 0);
            }
            if (root > tree.nodes) {
                throw corrupt("its search tree has one record for all IPv4 addresses");
            }
            check(root, IPV4_BITS);
        }

        /** Recursive, but not deeper than an address has bits. */
        private void check(long node, int bitsLeft) throws CorruptGeoDataException {
            if (node > tree.nodes) {
                checkRecord(node - tree.nodes + tree.byteSize());
            } else if (node < tree.nodes) {
                if (bitsLeft == 0) {
                    throw corrupt("its search tree is deeper than an address is long, at node " + node);
                }
                if (visited.get((int) node)) {
                    throw corrupt("two branches of its search tree meet again, at node " + node);
                }
                visited.set((int) node);
                check(tree.child((int) node, 0), bitsLeft - 1);
                check(tree.child((int) node, 1), bitsLeft - 1);
            }
        }

        private void checkRecord(long at) throws CorruptGeoDataException {
            if (at < recordsStart || at >= recordsEnd) {
                throw corrupt("its search tree leads to byte " + at + ", but the records are in the bytes "
                        + recordsStart + " to " + recordsEnd);
            }
            records.check((int) at);
        }
    }
}
