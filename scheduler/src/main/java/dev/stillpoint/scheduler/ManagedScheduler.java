// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.scheduler;

import dev.stillpoint.scheduler.pool.CarrierPool;

/** The management bean of one scheduler. */
record ManagedScheduler(CarrierPool pool) implements SchedulerMXBean {

    private SchedulerStatistics now() {
        return SchedulerStatistics.of(pool);
    }

    @Override
    public String getName() {
        return pool.toString();
    }

    @Override
    public int getConfiguredCarriers() {
        return pool.carriers();
    }

    @Override
    public int getCarriers() {
        return now().carriers().size();
    }

    @Override
    public int getSpares() {
        return now().spares();
    }

    @Override
    public long getLiveThreads() {
        return pool.lifecycle().live();
    }

    @Override
    public long getStartedThreads() {
        return now().startedThreads();
    }

    @Override
    public long getEndedThreads() {
        return now().endedThreads();
    }

    @Override
    public long getMounts() {
        return now().mounts();
    }

    @Override
    public long getHomeMounts() {
        return now().homeMounts();
    }

    @Override
    public long getSteals() {
        return now().steals();
    }

    @Override
    public long getSpills() {
        return now().spills();
    }

    @Override
    public long getParks() {
        return now().parks();
    }

    @Override
    public long getCompensations() {
        return pool.watchdog().compensations();
    }

    @Override
    public long getRescues() {
        return pool.watchdog().rescues();
    }

    @Override
    public long getBlockedHomes() {
        return pool.watchdog().blockedHomes();
    }

    @Override
    public long getQueuedTasks() {
        return now().queuedTasks();
    }

    @Override
    public long getParkedReaders() {
        return now().parkedReaders();
    }

    @Override
    public String dump() {
        return SchedulerDump.of(pool);
    }
}
