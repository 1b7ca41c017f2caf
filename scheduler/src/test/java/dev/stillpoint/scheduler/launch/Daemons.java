// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.scheduler.launch;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Starts a daemon thread that never ends, as libraries do, in one of the usual ways, and ends. */
final class Daemons {
    private static final CountDownLatch STARTED = new CountDownLatch(1);

    private Daemons() {
    }

    public static void main(String[] args) throws InterruptedException {
        switch (args[0]) {
            case "setDaemon" -> BySetting.start();
            case "builder" -> ByBuilder.start();
            case "subclass" -> new Ticker().start();
            case "helper" -> ByHelper.start();
            case "pool" -> ByFactory.pool().execute(Daemons::runForEver);
            case "lambdaPool" -> ByLambdaFactory.pool().execute(Daemons::runForEver);
            case "helperOfHelper" -> ByHelperOfHelper.start();
            default -> throw new IllegalArgumentException(args[0]);
        }
        STARTED.await();
    }

    static void runForEver() {
        STARTED.countDown();
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}

final class BySetting {
    private BySetting() {
    }

    static void start() {
        Thread thread = new Thread(() -> Daemons.runForEver(), "cleaner");
        thread.setDaemon(true);
        thread.start();
    }
}

final class ByBuilder {
    private ByBuilder() {
    }

    static void start() {
        Thread.ofPlatform().name("reaper").daemon().start(new Runnable() {
            @Override
            public void run() {
                Daemons.runForEver();
            }
        });
    }
}

final class Ticker extends Thread {
    Ticker() {
        setDaemon(true);
    }

    @Override
    public void run() {
        Daemons.runForEver();
    }
}

final class ByHelper {
    private ByHelper() {
    }

    static void start() {
        Helper.daemon(() -> Daemons.runForEver()).start();
    }
}

final class ByHelperOfHelper {
    private ByHelperOfHelper() {
    }

    static void start() {
        Facade.daemon(() -> Daemons.runForEver()).start();
    }
}

final class Facade {
    private Facade() {
    }

    static Thread daemon(Runnable body) {
        return Helper.daemon(body);
    }
}

final class Helper {
    private Helper() {
    }

    static Thread daemon(Runnable body) {
        Thread thread = new Thread(body);
        thread.setDaemon(true);
        return thread;
    }
}

final class ByFactory implements ThreadFactory {
    static ExecutorService pool() {
        return new ThreadPoolExecutor(1, 1, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), new ByFactory());
    }

    @Override
    public Thread newThread(Runnable worker) {
        Thread thread = new Thread(worker);
        thread.setDaemon(true);
        return thread;
    }
}

final class ByLambdaFactory {
    private ByLambdaFactory() {
    }

    static ExecutorService pool() {
        return Executors.newFixedThreadPool(1, worker -> Thread.ofPlatform().daemon(true).unstarted(worker));
    }
}
