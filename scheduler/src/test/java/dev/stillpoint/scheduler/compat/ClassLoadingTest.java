// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.scheduler.compat;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Many threads need a class that nobody has loaded. Who waits for its initialiser cannot unmount, and the initialiser
 * itself parks: for a while nothing runs on the carriers.
 */
public class ClassLoadingTest {
    public static final AtomicInteger INITIALISED = new AtomicInteger();

    private final TwoCarriers carriers = new TwoCarriers();

    @AfterEach
    void close() {
        carriers.close();
    }

    @Test
    void classIsLoadedAndInitialisedOnce() throws Exception {
        for (int round = 0; round < 5; round++) {
            INITIALISED.set(0);
            FreshLoader loader = new FreshLoader();
            Set<Class<?>> seen = ConcurrentHashMap.newKeySet();
            carriers.runMany(100, () -> seen.add(Class.forName(SlowToInitialise.class.getName(), true, loader)));

            assertThat(seen).hasSize(1).doesNotContain(SlowToInitialise.class);
            assertThat(INITIALISED).hasValue(1);
        }
    }

    /** Counts, and parks on the way. */
    static final class SlowToInitialise {
        static {
            LockSupport.parkNanos(5_000_000);
            INITIALISED.incrementAndGet();
        }

        private SlowToInitialise() {
        }
    }

    /** Defines one class anew, parking before it does, and leaves the others to the loader of the tests. */
    private static final class FreshLoader extends ClassLoader {
        static {
            registerAsParallelCapable();
        }

        FreshLoader() {
            super(ClassLoadingTest.class.getClassLoader());
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (!name.equals(SlowToInitialise.class.getName())) {
                return super.loadClass(name, resolve);
            }
            synchronized (getClassLoadingLock(name)) {
                Class<?> loaded = findLoadedClass(name);
                return loaded != null ? loaded : define(name);
            }
        }

        private Class<?> define(String name) throws ClassNotFoundException {
            LockSupport.parkNanos(1_000_000);
            try (InputStream in = getResourceAsStream(name.replace('.', '/') + ".class")) {
                byte[] bytes = in.readAllBytes();
                return defineClass(name, bytes, 0, bytes.length);
            } catch (IOException e) {
                throw new ClassNotFoundException(name, e);
            }
        }
    }
}
