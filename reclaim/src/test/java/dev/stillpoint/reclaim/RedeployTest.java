// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stillpoint.reclaim.memory.NativeBlock;
import dev.stillpoint.reclaim.memory.SlabAllocator;
import dev.stillpoint.reclaim.reload.FileMemory;
import dev.stillpoint.reclaim.reload.ReloadException;
import dev.stillpoint.reclaim.reload.Reloadable;
import dev.stillpoint.reclaim.reload.VersionLoader;
import dev.stillpoint.reclaim.support.Await;
import dev.stillpoint.scheduler.CarrierScheduler;
import dev.stillpoint.scheduler.SchedulerConfig;
import dev.stillpoint.scheduler.fixture.ChangedClasses;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** After everything is closed, nothing in the process keeps the library's classes: not even a thread that has read. */
class RedeployTest {

    private static final int TIMES = 10;

    @Test
    void nothingIsLeftOfAnApplicationThatIsDeployedTenTimes() throws Exception {
        List<WeakReference<ClassLoader>> loaders = new ArrayList<>();
        for (int i = 0; i < TIMES; i++) {
            loaders.add(deploy());
        }
        Await.until("the class loaders are collected, and so no thread of theirs is left", () -> {
            System.gc();
            return loaders.stream().allMatch(loader -> loader.refersTo(null));
        });
        assertThat(loaders).hasSize(TIMES);
    }

    /** This thread outlives the application, as those of a container do. */
    private static WeakReference<ClassLoader> deploy() throws Exception {
        ChangedClasses loader = new ChangedClasses("dev.stillpoint") {
            @Override
            protected byte[] change(String name, byte[] original) {
                return original;
            }
        };
        Thread here = Thread.currentThread();
        ClassLoader before = here.getContextClassLoader();
        here.setContextClassLoader(loader);
        try {
            loader.<Callable<Long>>newInstance(Application.class).call();
        } finally {
            here.setContextClassLoader(before);
        }
        return new WeakReference<>(loader);
    }

    /** Reads, replaces, waits on every kind of thread, and reloads a file, and closes everything. */
    static final class Application implements Callable<Long> {

        @Override
        public Long call() throws Exception {
            try (SlabAllocator slabs = SlabAllocator.create("redeployed");
                    Reclaimer reclaimer = Reclaimer.create();
                    QsbrReference<NativeBlock> current = QsbrReference.of(reclaimer, slabs.allocate(64));
                    CarrierScheduler scheduler = CarrierScheduler
                            .create(SchedulerConfig.defaults().withCarriers(2))) {
                ScopedQsbr.run(() -> current.get().segment());
                Thread.ofVirtual().start(() -> ScopedQsbr.run(() -> current.get().segment())).join();
                scheduler.start(() -> {
                    try {
                        ScopedQsbr.run(() -> current.get().segment());
                        Thread.sleep(2);
                        reclaimer.synchronize();
                    } catch (InterruptedException e) {
                        throw new AssertionError(e);
                    }
                }).join();
                GracePeriod after = GracePeriod.start();
                current.replace(slabs.allocate(64));
                after.whenElapsed().toCompletableFuture().get(10, TimeUnit.SECONDS);
                reclaimer.barrier();
                reload(reclaimer);
                return reclaimer.statistics().reclaimedObjects();
            }
        }

        private static void reload(Reclaimer reclaimer) throws IOException, ReloadException {
            Path file = Files.createTempFile("redeployed", null);
            try (Reloadable<FileMemory> reloadable = Reloadable.load(reclaimer, file, VersionLoader.inMemory(m -> m))) {
                reloadable.reload();
            } finally {
                Files.delete(file);
            }
        }
    }
}
