// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.reload;

import dev.stillpoint.reclaim.Reclaimer;
import dev.stillpoint.reclaim.ScopedQsbr;
import dev.stillpoint.reclaim.memory.BlockAllocator;
import dev.stillpoint.scheduler.fixture.Faults;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A file is loaded and reloaded, and once an error strikes, at each point in turn; for {@link ReloadErrorsTest}. */
abstract class FailingReloads implements Callable<List<String>> {

    private static final int SIZE = 1_000;

    private final Supplier<? extends Error> error;
    private final List<String> wrong = new ArrayList<>();
    private final long memoryBefore = BlockAllocator.malloc().allocatedBytes();
    // only what is tried may fail
    private boolean operating;

    FailingReloads(Supplier<? extends Error> error) {
        this.error = error;
    }

    static final class OnAFullHeap extends FailingReloads {

        OnAFullHeap() {
            super(OutOfMemoryError::new);
        }
    }

    static final class AtTheStackEnd extends FailingReloads {

        AtTheStackEnd() {
            super(StackOverflowError::new);
        }
    }

    /** Everything that went wrong, at whatever point. */
    @Override
    public List<String> call() throws Exception {
        Path file = Files.createTempFile("numbers", null);
        try (Reclaimer reclaimer = Reclaimer.create()) {
            Files.write(file, Numbers.content(SIZE, 1));
            if (Faults.atEachPoint(point -> failsAt(point, reclaimer, file)) == 0) {
                wrong.add("no point was passed");
            }
        } finally {
            Files.delete(file);
        }
        return wrong;
    }

    private interface Operation {

        void run() throws Exception;
    }

    private boolean failsAt(int point, Reclaimer reclaimer, Path file) throws Exception {
        Thread here = Thread.currentThread();
        Faults.arm(point, thread -> thread == here && operating, error);
        Reloadable<Numbers> numbers = load(reclaimer, file);
        if (numbers == null) {
            requireMemory(point, reclaimer, 0);
            numbers = Reloadable.load(reclaimer, file, Numbers.LOADER);
        }
        attempt(numbers::reload);
        requireMemory(point, reclaimer, SIZE);
        Reloadable<Numbers> loaded = numbers;
        ScopedQsbr.run(() -> loaded.get().verify());
        numbers.reload();
        attempt(numbers::close);
        numbers.close();
        boolean struck = Faults.disarm();
        requireMemory(point, reclaimer, 0);
        return struck;
    }

    private @Nullable Reloadable<Numbers> load(Reclaimer reclaimer, Path file) throws Exception {
        List<Reloadable<Numbers>> loaded = new ArrayList<>();
        attempt(() -> loaded.add(Reloadable.load(reclaimer, file, Numbers.LOADER)));
        return loaded.isEmpty() ? null : loaded.getFirst();
    }

    private void attempt(Operation operation) throws Exception {
        operating = true;
        try {
            operation.run();
        } catch (OutOfMemoryError | StackOverflowError expected) {
            // Once.
        } catch (ReloadException e) {
            if (!(e.getCause() instanceof VirtualMachineError)) {
                throw e;
            }
        } finally {
            operating = false;
        }
    }

    private void requireMemory(int point, Reclaimer reclaimer, long bytes) throws InterruptedException {
        reclaimer.barrier();
        long allocated = BlockAllocator.malloc().allocatedBytes() - memoryBefore;
        if (allocated != bytes) {
            wrong.add("point %d: %d bytes are allocated".formatted(point, allocated));
        }
    }
}
