// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.reload;

import dev.stillpoint.reclaim.Reclaimable;
import dev.stillpoint.reclaim.StillInUseException;
import dev.stillpoint.reclaim.memory.BlockAllocator;
import dev.stillpoint.reclaim.memory.NativeBlock;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The content of a file in off-heap memory: a private copy, or a mapping.
 *
 * <p>A <b>copy</b> does not depend on what happens to the file afterwards. The file may be overwritten, truncated or
 * removed: no answer is garbled and no reader fails. This is right for data that is reloaded, and what
 * {@link VersionLoader#inMemory} does.
 *
 * <p>A <b>mapping</b> costs no memory of its own and no reading in advance, and is shared with the file. A program that
 * overwrites the file in place changes what readers see, and one that truncates it makes them fail with an
 * {@link InternalError}. Use a mapping only for files that are written once and replaced by renaming. Unmapping takes a
 * handshake with every thread of the JVM, on the reclaimer's thread.
 *
 * <p>Retire it, or the version that owns it: nothing checks whether a reader is left.
 */
public final class FileMemory implements Reclaimable {

    private static final long CHUNK_BYTES = 1 << 20;
    private static final int ATTEMPTS = 3;

    private final Path file;
    private final MemorySegment segment;
    private final Reclaimable memory;

    private FileMemory(Path file, MemorySegment segment, Reclaimable memory) {
        this.file = file;
        this.segment = segment.asReadOnly();
        this.memory = memory;
    }

    /** A mapping, which is freed by a handshake with every thread. */
    private record Mapping(Path file, Arena arena, long byteSize) implements Reclaimable {

        @Override
        public void reclaim() {
            try {
                arena.close();
            } catch (IllegalStateException e) {
                if (arena.scope().isAlive()) {
                    throw new StillInUseException(
                            "The mapping of %s is still used by an I/O operation or a native call.".formatted(file), e);
                }
                throw new IllegalStateException("The mapping of %s was freed before; retire it once.".formatted(file),
                        e);
            }
        }

        @Override
        public boolean isRepeatable() {
            return arena.scope().isAlive();
        }
    }

    /** Thrown when an attempt was disturbed and another one may succeed. */
    private static final class ChangedException extends FileSystemException {

        private static final long serialVersionUID = 1L;

        ChangedException(Path file, String how) {
            super(file.toString(), null, how + "; replace files by renaming");
        }
    }

    /**
     * A private copy of a file, as large as the file is now; see {@link #read(Path, BlockAllocator)}.
     *
     * @throws IOException if it cannot be read; no memory is kept
     */
    public static FileMemory read(Path file) throws IOException {
        return read(file, BlockAllocator.malloc());
    }

    /**
     * A private copy of a file, aligned to 16 bytes. A file that changes while it is read is read again, in three
     * attempts at most. A change within one tick of the file system's clock that keeps the size goes unnoticed: verify
     * a checksum. On file systems without Unix attributes, so does one that also sets the old time again.
     *
     * @throws IOException if it is missing, no regular file, cannot be read, or does not stop changing; no memory is
     *         kept
     * @throws NullPointerException if either is null
     * @throws OutOfMemoryError if there is no memory for it
     */
    public static FileMemory read(Path file, BlockAllocator allocator) throws IOException {
        Objects.requireNonNull(file, "file");
        Objects.requireNonNull(allocator, "allocator");
        for (int attempt = 1;; attempt++) {
            try {
                return readOnce(file, allocator);
            } catch (ChangedException e) {
                if (attempt == ATTEMPTS) {
                    throw e;
                }
            }
        }
    }

    private static FileMemory readOnce(Path file, BlockAllocator allocator) throws IOException {
        FileStamp before = FileStamp.of(file);
        NativeBlock block = allocator.allocate(Math.max(1, before.size()));
        try {
            MemorySegment segment = block.segment().asSlice(0, before.size());
            try (FileChannel channel = open(file)) {
                readFully(channel, segment, file);
                if (channel.size() != before.size() || !FileStamp.of(file).equals(before)) {
                    throw new ChangedException(file, "changed while it was read");
                }
            }
            return new FileMemory(file, segment, block);
        } catch (Throwable e) {
            Rejected.free(block, e);
            throw e;
        }
    }

    private static FileChannel open(Path file) throws IOException {
        try {
            return FileChannel.open(file, StandardOpenOption.READ);
        } catch (FileSystemException e) {
            throw FileStamp.explained(file, e);
        }
    }

    private static void readFully(FileChannel channel, MemorySegment segment, Path file) throws IOException {
        long position = 0;
        while (position < segment.byteSize()) {
            long bytes = Math.min(CHUNK_BYTES, segment.byteSize() - position);
            ByteBuffer chunk = segment.asSlice(position, bytes).asByteBuffer();
            int count = channel.read(chunk, position);
            if (count < 0) {
                throw new ChangedException(file, "truncated to %d bytes while its %d were read".formatted(position,
                        segment.byteSize()));
            }
            position += count;
        }
    }

    /**
     * Maps the file itself, for reading. The class description says what that means for readers.
     *
     * @throws IOException if it is missing, no regular file, or cannot be mapped
     * @throws NullPointerException if it is null
     */
    public static FileMemory map(Path file) throws IOException {
        Objects.requireNonNull(file, "file");
        FileStamp stamp = FileStamp.of(file);
        Arena arena = Arena.ofShared();
        try (FileChannel channel = open(file)) {
            MemorySegment mapped = channel.map(MapMode.READ_ONLY, 0, stamp.size(), arena);
            return new FileMemory(file, mapped, new Mapping(file, arena, stamp.size()));
        } catch (Throwable e) {
            arena.close();
            throw e;
        }
    }

    /** The file's bytes, read-only. Valid until this is freed. */
    public MemorySegment segment() {
        return segment;
    }

    /** The file that the bytes came from. */
    public Path file() {
        return file;
    }

    /**
     * Frees or unmaps the memory, once. To be called only when no reader can see it; a reclaimer calls it then.
     *
     * @throws StillInUseException if an I/O operation or a native call still uses a mapping: then nothing was freed,
     *         and it can be called again, as a reclaimer does
     * @throws IllegalStateException if it was freed before
     */
    @Override
    public void reclaim() throws Exception {
        memory.reclaim();
    }

    /** Whether it is not freed: an error that {@link #reclaim()} throws leaves it as it was. */
    @Override
    public boolean isRepeatable() {
        return memory.isRepeatable();
    }

    /** Gives up a copy, if its allocator {@linkplain BlockAllocator#withOwnScopes() gives own scopes}; no mapping. */
    @Override
    public @Nullable Demoted demote() {
        return memory.demote();
    }

    @Override
    public long byteSize() {
        return memory.byteSize();
    }

    @Override
    public String toString() {
        return "%s[%d bytes, %s]".formatted(file, segment.byteSize(), memory instanceof Mapping ? "mapped" : "copied");
    }
}
