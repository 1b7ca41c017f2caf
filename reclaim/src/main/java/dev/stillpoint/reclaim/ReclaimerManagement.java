package dev.stillpoint.reclaim;

import dev.stillpoint.reclaim.grace.GracePeriods;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import javax.management.InstanceAlreadyExistsException;
import javax.management.InstanceNotFoundException;
import javax.management.JMException;
import javax.management.ObjectName;

import org.jspecify.annotations.Nullable;

/** The MXBean of one reclaimer. Management is a convenience: when it fails, the reclaimer works all the same. */
final class ReclaimerManagement implements ReclaimerMXBean {

    private static final String DOMAIN = "dev.stillpoint:type=Reclaimer,name=";

    private final String name;
    private final ReclaimerThread thread;
    private final RetireInlets inlets;
    private final Backlog backlog;
    private final StallReporter reporter;
    private final @Nullable ObjectName registered;

    ReclaimerManagement(String name, ReclaimerThread thread, RetireInlets inlets, Backlog backlog,
            StallReporter reporter) {
        this.name = name;
        this.thread = thread;
        this.inlets = inlets;
        this.backlog = backlog;
        this.reporter = reporter;
        registered = register();
    }

    /** Under its name, or, if that is taken, under the name and a number. */
    private @Nullable ObjectName register() {
        for (int number = 1;; number++) {
            String unique = number == 1 ? name : name + "-" + number;
            try {
                ObjectName objectName = new ObjectName(DOMAIN + ObjectName.quote(unique));
                ManagementFactory.getPlatformMBeanServer().registerMBean(this, objectName);
                return objectName;
            } catch (InstanceAlreadyExistsException _) {
                // The next number.
            } catch (JMException e) {
                Reports.notManaged(name, e);
                return null;
            }
        }
    }

    void unregister() {
        try {
            if (registered != null) {
                ManagementFactory.getPlatformMBeanServer().unregisterMBean(registered);
            }
        } catch (InstanceNotFoundException alreadyGone) {
            // The reclaimer was closed before.
        } catch (JMException e) {
            Reports.notManaged(name, e);
        }
    }

    @Override
    public Reclaimer.State getState() {
        return thread.state();
    }

    @Override
    public long getRetiredObjects() {
        return inlets.retiredObjects();
    }

    @Override
    public long getReclaimedObjects() {
        return backlog.reclaimedObjects();
    }

    @Override
    public long getFailedObjects() {
        return thread.failedObjects();
    }

    @Override
    public long getUnreclaimedObjects() {
        return backlog.objects();
    }

    @Override
    public long getUnreclaimedBytes() {
        return backlog.bytes();
    }

    @Override
    public long getPeakUnreclaimedBytes() {
        return backlog.peakBytes();
    }

    @Override
    public long getGracePeriods() {
        return GracePeriods.process().completed();
    }

    @Override
    public long getForcedStops() {
        return GracePeriods.process().stops();
    }

    @Override
    public String report() {
        return reporter.report(Duration.ZERO).text();
    }
}
