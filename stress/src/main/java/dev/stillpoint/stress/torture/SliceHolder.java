// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.stress.torture;

import dev.stillpoint.reclaim.memory.BlockAllocator;
import dev.stillpoint.reclaim.memory.NativeBlock;
import dev.stillpoint.stress.garbage.Content;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.locks.LockSupport;
import java.util.random.RandomGenerator;

/**
 * Stays in its sections for so long that what waits is demoted, and keeps nothing of a block but a slice, while the
 * block is retired. One thread.
 */
final class SliceHolder implements Runnable {

    private static final BlockAllocator BLOCKS = BlockAllocator.slabs().withOwnScopes();
    private static final long BYTES = 4096;
    private static final int SHORTEST_NANOS = 30_000_000;
    private static final int LONGEST_NANOS = 90_000_000;
    /** What is retired besides and reached by nobody, so that memory is used again. */
    private static final int GARBAGE = 16;

    private final Scene scene;
    private final RandomGenerator random;

    SliceHolder(Scene scene, RandomGenerator random) {
        this.scene = scene;
        this.random = random;
    }

    @Override
    public void run() {
        Runnable read = () -> scene.subject().read(this::hold);
        while (!scene.isOver()) {
            scene.survive(read);
            if (Thread.interrupted()) {
                scene.happened().count(Knob.INTERRUPTS);
            }
        }
    }

    private void hold() {
        long number = random.nextLong();
        MemorySegment slice = retired(number).asSlice(Long.BYTES, BYTES / 2);
        LockSupport.parkNanos(random.nextInt(SHORTEST_NANOS, LONGEST_NANOS) / 2);
        for (int i = 0; i < GARBAGE; i++) {
            retired(~number);
        }
        LockSupport.parkNanos(random.nextInt(SHORTEST_NANOS, LONGEST_NANOS) / 2);
        scene.tally().look(Content.isIntact(slice, Long.BYTES, number), slice);
        scene.happened().count(Knob.DEMOTION);
    }

    /** The memory of a block that is retired and that nobody refers to any more, except by this. */
    private MemorySegment retired(long number) {
        NativeBlock block = BLOCKS.allocate(BYTES);
        try {
            MemorySegment memory = block.segment();
            Content.write(memory, number);
            scene.subject().retire(block);
            return memory;
        } catch (VirtualMachineError e) {
            // Whatever throws has retired nothing.
            block.reclaim();
            throw e;
        }
    }
}
