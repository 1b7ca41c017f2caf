// SPDX-License-Identifier: Apache-2.0
package com.example;

import dev.stillpoint.reclaim.QsbrReference;
import dev.stillpoint.reclaim.Reclaimer;
import dev.stillpoint.reclaim.ScopedQsbr;
import dev.stillpoint.reclaim.memory.BlockAllocator;
import dev.stillpoint.reclaim.memory.NativeBlock;
import dev.stillpoint.scheduler.CarrierScheduler;
import java.lang.foreign.ValueLayout;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;

/** A price, off the heap: threads read it while it is replaced. */
public final class Start {

    private static final BlockAllocator MEMORY = BlockAllocator.malloc();

    public static void main(String[] args) throws Exception {
        try (Reclaimer reclaimer = Reclaimer.create();
                QsbrReference<NativeBlock> price = QsbrReference.of(reclaimer, block(100));
                CarrierScheduler scheduler = CarrierScheduler.create();
                ExecutorService threads = scheduler.newThreadPerTaskExecutor()) {
            CountDownLatch inside = new CountDownLatch(1);
            CountDownLatch replaced = new CountDownLatch(1);
            // A slow reader, on a virtual thread: it takes the price, and parks in the middle of its section.
            Future<Long> slow = threads.submit(() -> ScopedQsbr.read(() -> {
                NativeBlock seen = price.get();
                inside.countDown();
                replaced.await();
                return cents(seen);
            }));
            inside.await();
            price.replace(block(120)); // the old block is freed once the slow reader has left
            Future<Long> quick = threads.submit(() -> ScopedQsbr.read(() -> cents(price.get())));
            System.out.println("a new reader reads " + quick.get());
            System.out.println("bytes that wait for the slow reader: " + reclaimer.unreclaimedBytes());
            replaced.countDown();
            System.out.println("the slow reader reads " + slow.get());
        }
        System.out.println("bytes that were not freed: " + MEMORY.allocatedBytes());
    }

    private static NativeBlock block(long cents) {
        NativeBlock block = MEMORY.allocate(Long.BYTES);
        block.segment().set(ValueLayout.JAVA_LONG, 0, cents);
        return block;
    }

    private static long cents(NativeBlock block) {
        return block.segment().get(ValueLayout.JAVA_LONG, 0);
    }
}
