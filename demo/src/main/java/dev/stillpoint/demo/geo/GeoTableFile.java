// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.demo.geo;

import dev.stillpoint.demo.FileProblem;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * A table on disk: the same bytes as in memory. It is read into private memory and never mapped, so whatever happens to
 * the file later cannot reach a table that is in use.
 *
 * <p>Every method that reads throws {@link NoSuchFileException} if the file is missing and
 * {@link CorruptGeoDataException} if it is anything but a sound table; both name the file.
 */
public final class GeoTableFile {
    private static final int CHUNK_BYTES = 1 << 20;

    private GeoTableFile() {}

    /**
     * Checks the header against the length of the file.
     *
     * @return how many bytes {@link #readInto} needs
     */
    public static long sizeOf(Path file) throws IOException {
        try (FileChannel channel = open(file)) {
            return readHeader(channel, file).byteSize();
        }
    }

    /**
     * Reads the whole file and checks every byte of it. If this fails the content of {@code memory} is undefined, and
     * the caller should free it.
     *
     * @param memory as many bytes as {@link #sizeOf} said, off-heap and aligned to 8
     * @throws IllegalArgumentException if {@code memory} is on the heap or not aligned
     */
    public static void readInto(Path file, MemorySegment memory) throws IOException {
        readTable(file, memory);
    }

    /**
     * Allocates memory, reads the file into it and checks everything.
     *
     * @param allocator gives the memory; the caller frees it, also when this fails
     */
    public static GeoTable load(Path file, SegmentAllocator allocator) throws IOException {
        return readTable(file, allocator.allocate(sizeOf(file), GeoTableHeader.ALIGNMENT));
    }

    private static GeoTable readTable(Path file, MemorySegment memory) throws IOException {
        GeoTable.requireUsable(memory);
        try (FileChannel channel = open(file)) {
            long size = readHeader(channel, file).byteSize();
            if (size != memory.byteSize()) {
                throw corrupt(file, size + " bytes, but " + memory.byteSize()
                        + " bytes of memory: the file was replaced after its size was asked for");
            }
            readFully(channel, memory, file);
        }
        GeoTable table = new GeoTable(memory, file.toString());
        table.verify();
        return table;
    }

    /**
     * Makes the directory of a table that is to be written. Whoever has a long work in front of the writing learns
     * before it that the directory is read-only.
     */
    static void makeDirectory(Path file) throws IOException {
        Path directory = directoryOf(file);
        try {
            Files.createDirectories(directory);
        } catch (IOException e) {
            throw cannotWrite(file, e);
        }
        if (!Files.isWritable(directory)) {
            throw cannotWrite(file, new AccessDeniedException(directory.toString()));
        }
    }

    /**
     * Writes a table so that {@code file} is at any time either what it was before or complete.
     *
     * @param table a sealed table
     */
    static void write(Path file, MemorySegment table) throws IOException {
        makeDirectory(file);
        try {
            Path unfinished = Files.createTempFile(directoryOf(file), file.getFileName().toString(), ".tmp");
            try {
                writeFully(unfinished, table);
                Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
            } finally {
                Files.deleteIfExists(unfinished); // there only if something failed
            }
        } catch (IOException e) {
            throw cannotWrite(file, e);
        }
    }

    private static Path directoryOf(Path file) throws IOException {
        Path directory = file.toAbsolutePath().getParent();
        if (directory == null) {
            throw new IOException(file + " is no place for a file");
        }
        return directory;
    }

    private static IOException cannotWrite(Path file, IOException why) {
        return new IOException("Cannot write the geo table " + file + " (" + FileProblem.of(why)
                + "). Make its directory writable, or choose another one with --tables.", why);
    }

    private static FileChannel open(Path file) throws IOException {
        if (Files.isDirectory(file)) {
            throw corrupt(file, "is a directory, not a geo table");
        }
        try {
            return FileChannel.open(file, StandardOpenOption.READ);
        } catch (NoSuchFileException e) {
            NoSuchFileException clear = new NoSuchFileException(file.toString(), null, "there is no such geo table");
            clear.initCause(e);
            throw clear;
        }
    }

    private static GeoTableHeader readHeader(FileChannel channel, Path file) throws IOException {
        long size = channel.size();
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment start = arena.allocate(GeoTableHeader.BYTES, GeoTableHeader.REQUIRED_ALIGNMENT);
            readFully(channel, start.asSlice(0, Math.min(size, GeoTableHeader.BYTES)), file);
            return GeoTableHeader.read(start, size, file.toString());
        }
    }

    /** Fills {@code memory} from the beginning of the file. */
    private static void readFully(FileChannel channel, MemorySegment memory, Path file) throws IOException {
        long position = 0;
        while (position < memory.byteSize()) {
            int count = channel.read(chunk(memory, position), position);
            if (count < 0) {
                throw corrupt(file, "truncated while it was being read, at byte " + position);
            }
            position += count;
        }
    }

    private static void writeFully(Path file, MemorySegment table) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            long position = 0;
            while (position < table.byteSize()) {
                position += channel.write(chunk(table, position), position);
            }
            channel.force(true); // before the move, or a crash could leave the name with no content
        }
    }

    private static ByteBuffer chunk(MemorySegment memory, long position) {
        return memory.asSlice(position, Math.min(CHUNK_BYTES, memory.byteSize() - position)).asByteBuffer();
    }

    private static CorruptGeoDataException corrupt(Path file, String problem) {
        return new CorruptGeoDataException(file.toString(), problem);
    }
}
