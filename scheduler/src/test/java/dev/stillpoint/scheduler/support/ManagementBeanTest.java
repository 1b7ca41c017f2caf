// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.scheduler.support;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stillpoint.scheduler.Eventually;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import javax.management.MBeanServer;
import javax.management.MXBean;
import javax.management.ObjectName;
import org.junit.jupiter.api.Test;

class ManagementBeanTest {
    private static final MBeanServer SERVER = ManagementFactory.getPlatformMBeanServer();

    /** What tools see. */
    @MXBean
    public interface Shown {
        int getNumber();
    }

    private record Bean(int number) implements Shown {
        @Override
        public int getNumber() {
            return number;
        }
    }

    @Test
    void aBeanWhoseOwnerIsClosedBeforeItIsNeededNeverIs() throws Exception {
        ManagementBean bean = ManagementBean.register("Test", "resting", new Bean(1), Shown.class, Duration.ofHours(1));
        Thread thread = threadOf("resting");
        Eventually.holds("it rests", () -> thread.getState() == Thread.State.TIMED_WAITING);
        assertThat(SERVER.isRegistered(name("resting"))).isFalse();

        bean.close();
        Eventually.ended(thread);
        assertThat(SERVER.isRegistered(name("resting"))).isFalse();
    }

    @Test
    void aBeanComesAfterItsRestAndGoesWithItsOwner() throws Exception {
        ObjectName name = name("rested");
        try (ManagementBean bean = ManagementBean.register("Test", "rested", new Bean(2), Shown.class,
                Duration.ofMillis(1))) {
            assertThat(bean).isNotNull();
            Eventually.holds("it is there", () -> SERVER.isRegistered(name));
            assertThat(SERVER.getAttribute(name, "Number")).isEqualTo(2);
        }

        assertThat(SERVER.isRegistered(name)).isFalse();
    }

    private static ObjectName name(String name) throws Exception {
        return new ObjectName("dev.stillpoint:type=Test,name=" + name);
    }

    private static Thread threadOf(String name) {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals(name + "-management")).findFirst().orElseThrow();
    }
}
