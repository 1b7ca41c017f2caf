// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.demo.cache;

import static java.nio.file.StandardOpenOption.DELETE_ON_CLOSE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import dev.stillpoint.demo.FileProblem;
import dev.stillpoint.demo.ProgressListener;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * A file of blocks, one behind the other. Whoever has it knows that each block was sound when it was opened. Any thread
 * may read and write; blocks that are read and written at once may be torn, so their cache keeps them apart.
 */
final class BlockFile implements AutoCloseable {

    static final int MOST_BLOCKS = 1 << 20;

    private static final int BLOCKS_AT_ONCE = 256;
    private static final String REMEDY = "Remove it, and it is made again.";

    private final String name;
    private final FileChannel channel;
    /** The version of each block, when the file was opened. */
    private final long[] versions;

    private BlockFile(String name, FileChannel channel, long[] versions) {
        this.name = name;
        this.channel = channel;
        this.versions = versions;
    }

    /** Makes a file that nobody else sees, and that is gone when it is closed, or when the JVM ends. */
    static BlockFile temporary(int blocks, ProgressListener progress) throws IOException {
        Path file = Files.createTempFile("stillpoint", ".blocks");
        try {
            return opened(file, FileChannel.open(file, READ, WRITE, DELETE_ON_CLOSE), channel -> {
                fill(channel, blocks, file, progress);
                return new BlockFile(file.toString(), channel, new long[blocks]);
            });
        } catch (IOException e) {
            throw cannotMake(file, e);
        }
    }

    /** Makes a file. It is there when it is complete, and not before. */
    static void make(Path file, int blocks, ProgressListener progress) throws IOException {
        try {
            Path absolute = file.toAbsolutePath();
            Path unfinished = Files.createTempFile(absolute.getParent(), absolute.getFileName() + ".", ".unfinished");
            unfinished.toFile().deleteOnExit(); // if the program is told to end meanwhile
            try {
                try (FileChannel channel = FileChannel.open(unfinished, WRITE)) {
                    fill(channel, blocks, file, progress);
                }
                Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
            } finally {
                Files.deleteIfExists(unfinished); // there only if something failed
            }
        } catch (IOException e) {
            throw cannotMake(file, e);
        }
    }

    private static IOException cannotMake(Path file, IOException why) {
        String remedy = "Choose another place with --file, or fewer --blocks.";
        return new IOException("Cannot make the block file %s (%s). %s".formatted(file, FileProblem.of(why), remedy),
                why);
    }

    private static void fill(FileChannel channel, int blocks, Path file, ProgressListener progress) throws IOException {
        Percentage percentage = new Percentage("making " + file, blocks, progress);
        MemorySegment chunk = MemorySegment.ofArray(new byte[BLOCKS_AT_ONCE * Block.BYTES]);
        for (int first = 0; first < blocks; first += BLOCKS_AT_ONCE) {
            int count = Math.min(BLOCKS_AT_ONCE, blocks - first);
            for (int i = 0; i < count; i++) {
                Block.write(slice(chunk, i), first + i, 0, blocks);
            }
            writeFully(channel, chunk.asSlice(0, position(count)).asByteBuffer(), position(first));
            percentage.done(first + count);
        }
    }

    /**
     * Takes a file that is there, and verifies each block.
     *
     * @throws NoSuchFileException if there is none
     * @throws IOException if it is anything but a sound block file, or another program has it; the message names it
     */
    static BlockFile open(Path file, ProgressListener progress) throws IOException {
        if (Files.isDirectory(file)) {
            throw new IOException(file + ": is a directory, not a block file");
        }
        return opened(file, FileChannel.open(file, READ, WRITE),
                channel -> new BlockFile(file.toString(), channel, verify(channel, file, progress)));
    }

    /** Makes a block file of an open channel. */
    private interface Opening {

        BlockFile open(FileChannel channel) throws IOException;
    }

    /** If the opening fails the channel is closed. */
    private static BlockFile opened(Path file, FileChannel channel, Opening opening) throws IOException {
        BlockFile made = null;
        try {
            lock(channel, file);
            made = opening.open(channel);
            return made;
        } finally {
            if (made == null) {
                channel.close();
            }
        }
    }

    /** Blocks that somebody else rewrites would show as wrong ones. The lock goes with the channel. */
    private static void lock(FileChannel channel, Path file) throws IOException {
        boolean locked = false;
        try {
            locked = channel.tryLock() != null;
        } catch (OverlappingFileLockException e) {
            // This JVM has it.
        }
        if (!locked) {
            throw new IOException(file + ": is in use by another run");
        }
    }

    /** Returns the versions. */
    private static long[] verify(FileChannel channel, Path file, ProgressListener progress) throws IOException {
        int blocks = countOf(channel, file);
        Percentage percentage = new Percentage("checking " + file, blocks, progress);
        long[] versions = new long[blocks];
        byte[] bytes = new byte[Block.BYTES];
        MemorySegment block = MemorySegment.ofArray(bytes);
        for (int number = 0; number < blocks; number++) {
            read(channel, number, bytes, file.toString());
            if (Block.count(block) != blocks) {
                throw new IOException("%s: has %d blocks, but was made with %d. %s".formatted(file, blocks,
                        Block.count(block), REMEDY));
            }
            versions[number] = Block.version(block);
            percentage.done(number + 1);
        }
        return versions;
    }

    private static int countOf(FileChannel channel, Path file) throws IOException {
        long bytes = channel.size();
        long blocks = bytes / Block.BYTES;
        if (bytes == 0 || blocks > MOST_BLOCKS) {
            throw new IOException("%s: %,d bytes are no block file. %s".formatted(file, bytes, REMEDY));
        }
        if (bytes % Block.BYTES != 0) {
            throw new IOException("%s: %,d bytes: its last block is not whole. %s".formatted(file, bytes, REMEDY));
        }
        return (int) blocks;
    }

    int blocks() {
        return versions.length;
    }

    /** The version of a block when the file was opened. */
    long firstVersion(int number) {
        return versions[number];
    }

    /**
     * Reads a block, and verifies it.
     *
     * @throws IOException if that fails, or the block is damaged; the message names the file and the block
     */
    byte[] read(int number) throws IOException {
        byte[] block = new byte[Block.BYTES];
        read(channel, number, block, name);
        return block;
    }

    private static void read(FileChannel channel, int number, byte[] block, String name) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(block);
        while (buffer.hasRemaining()) {
            if (channel.read(buffer, position(number) + buffer.position()) < 0) {
                throw new IOException("%s: was truncated in block %d. %s".formatted(name, number, REMEDY));
            }
        }
        String problem = Block.problem(MemorySegment.ofArray(block), number);
        if (problem != null) {
            throw new IOException("%s: block %d is damaged: %s. %s".formatted(name, number, problem, REMEDY));
        }
    }

    /** Writes a block in place. */
    void write(int number, byte[] block) throws IOException {
        writeFully(channel, ByteBuffer.wrap(block), position(number));
    }

    private static void writeFully(FileChannel channel, ByteBuffer buffer, long position) throws IOException {
        long at = position;
        while (buffer.hasRemaining()) {
            at += channel.write(buffer, at);
        }
    }

    /** The whole file. The mapping ends when nobody reaches it any more. */
    MemorySegment map() throws IOException {
        // Of a shared arena each checksum would count its use of the mapping, in one word for all threads.
        return channel.map(MapMode.READ_WRITE, 0, position(blocks()), Arena.ofAuto());
    }

    private static long position(int number) {
        return number * (long) Block.BYTES;
    }

    /** The block at an index of a segment. */
    static MemorySegment slice(MemorySegment blocks, int index) {
        return blocks.asSlice(position(index), Block.BYTES);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    /** Tells of a long work each time the percentage has grown. */
    private static final class Percentage {

        private final String work;
        private final int all;
        private final ProgressListener progress;
        // the working thread
        private int told = -1;

        Percentage(String work, int all, ProgressListener progress) {
            this.work = work;
            this.all = all;
            this.progress = progress;
            done(0);
        }

        void done(int part) {
            int percent = (int) (100L * part / all);
            if (percent > told) {
                told = percent;
                progress.progress(work, percent);
            }
        }
    }

    @Override
    public String toString() {
        return name;
    }
}
