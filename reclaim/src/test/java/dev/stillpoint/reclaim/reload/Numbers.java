// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.reload;

import dev.stillpoint.reclaim.Reclaimable;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;

/** A version for tests: a file whose bytes are all the same, at least two of them, and not zero. */
final class Numbers implements Reclaimable {

    static final AtomicInteger LIVING = new AtomicInteger();
    static final VersionLoader<Numbers> LOADER = VersionLoader.inMemory(Numbers::new).validatedBy(Numbers::verify);

    private final FileMemory memory;
    private final MemorySegment bytes;

    Numbers(FileMemory memory) throws IOException {
        if (memory.segment().byteSize() < 2) {
            throw new IOException("too short: " + memory);
        }
        if (memory.segment().get(ValueLayout.JAVA_BYTE, 0) == 0) {
            throw new IOException("not a file of numbers: " + memory);
        }
        this.memory = memory;
        bytes = memory.segment();
        LIVING.incrementAndGet();
    }

    static byte[] content(int size, int number) {
        byte[] content = new byte[size];
        Arrays.fill(content, (byte) number);
        return content;
    }

    /** As files should be replaced. */
    static void replace(Path file, int size, int number) throws IOException {
        Path next = Files.write(file.resolveSibling(file.getFileName() + ".next"), content(size, number));
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    void verify() {
        for (long i = 0; i < bytes.byteSize(); i++) {
            if (bytes.get(ValueLayout.JAVA_BYTE, i) != number()) {
                throw new IllegalArgumentException("mixed at " + i);
            }
        }
    }

    int number() {
        return bytes.get(ValueLayout.JAVA_BYTE, 0);
    }

    int last() {
        return bytes.get(ValueLayout.JAVA_BYTE, bytes.byteSize() - 1);
    }

    @Override
    public void reclaim() throws Exception {
        memory.reclaim();
        LIVING.decrementAndGet();
    }

    @Override
    public long byteSize() {
        return memory.byteSize();
    }
}
