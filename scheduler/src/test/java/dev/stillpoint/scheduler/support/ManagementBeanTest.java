// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.scheduler.support;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stillpoint.scheduler.Eventually;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.management.MBeanServer;
import javax.management.MBeanServerDelegate;
import javax.management.MBeanServerNotification;
import javax.management.MXBean;
import javax.management.NotificationListener;
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

    @Test
    void aBeanIsGoneWhenItsOwnerIsClosedEvenWhereItIsJustBeingRegistered() throws Exception {
        ObjectName name = name("hurried");
        BlockingQueue<Boolean> registeredAfterClosing = new ArrayBlockingQueue<>(1);
        CompletableFuture<ManagementBean> bean = new CompletableFuture<>();
        NotificationListener closing = (notification, _) -> {
            if (notification instanceof MBeanServerNotification registration && registration.getMBeanName().equals(name)
                    && registration.getType().equals(MBeanServerNotification.REGISTRATION_NOTIFICATION)) {
                Thread closer = Thread.ofPlatform().start(() -> {
                    bean.join().close();
                    registeredAfterClosing.add(SERVER.isRegistered(name));
                });
                Eventually.holds("it is closed or waits",
                        () -> !closer.isAlive() || closer.getState() == Thread.State.BLOCKED);
            }
        };
        SERVER.addNotificationListener(MBeanServerDelegate.DELEGATE_NAME, closing, null, null);
        try {
            bean.complete(ManagementBean.register("Test", "hurried", new Bean(3), Shown.class, Duration.ZERO));
            assertThat(registeredAfterClosing.poll(30, TimeUnit.SECONDS)).isFalse();
        } finally {
            SERVER.removeNotificationListener(MBeanServerDelegate.DELEGATE_NAME, closing);
        }
    }

    @Test
    void aListenerOfTheServerMayCloseTheOwner() throws Exception {
        ObjectName name = name("declined");
        CompletableFuture<ManagementBean> bean = new CompletableFuture<>();
        CountDownLatch removed = new CountDownLatch(1);
        NotificationListener closing = (notification, _) -> {
            if (notification instanceof MBeanServerNotification event && event.getMBeanName().equals(name)) {
                if (event.getType().equals(MBeanServerNotification.REGISTRATION_NOTIFICATION)) {
                    bean.join().close();
                } else {
                    removed.countDown();
                }
            }
        };
        SERVER.addNotificationListener(MBeanServerDelegate.DELEGATE_NAME, closing, null, null);
        try {
            bean.complete(ManagementBean.register("Test", "declined", new Bean(4), Shown.class, Duration.ZERO));
            assertThat(removed.await(30, TimeUnit.SECONDS)).isTrue();
            assertThat(SERVER.isRegistered(name)).isFalse();
        } finally {
            SERVER.removeNotificationListener(MBeanServerDelegate.DELEGATE_NAME, closing);
        }
    }

    private static ObjectName name(String name) throws Exception {
        return new ObjectName("dev.stillpoint:type=Test,name=" + name);
    }

    private static Thread threadOf(String name) {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals(name + "-management")).findFirst().orElseThrow();
    }
}
