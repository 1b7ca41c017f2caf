// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.stress.bench;

import dev.stillpoint.reclaim.ReaderThread;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Makes JMH's worker threads {@link ReaderThread}s, as {@link CarrierExecutor} makes them virtual:
 *
 * <pre>{@code -jvmArgsAppend "-Djmh.executor=CUSTOM \
 *     -Djmh.executor.class=dev.stillpoint.stress.bench.ReaderThreadExecutor"}</pre>
 */
public final class ReaderThreadExecutor extends ThreadPoolExecutor {

    /** Called by JMH. */
    public ReaderThreadExecutor(int threads, String name) {
        super(threads, threads, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), body -> daemon(body, name));
    }

    private static Thread daemon(Runnable body, String name) {
        Thread thread = new ReaderThread(body, name);
        thread.setDaemon(true);
        return thread;
    }
}
