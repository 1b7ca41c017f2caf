// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stillpoint.scheduler.fixture.Descriptions;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import javax.management.JMX;
import javax.management.MBeanAttributeInfo;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.junit.jupiter.api.Test;

class ManagementTest {
    private static final MBeanServer SERVER = ManagementFactory.getPlatformMBeanServer();

    @Test
    void beanShowsTheNumbersWhileTheSchedulerIsOpen() throws Exception {
        ObjectName name = new ObjectName("dev.stillpoint:type=CarrierScheduler,name=managed");
        try (CarrierScheduler scheduler = create("managed")) {
            Inside.runMany(scheduler, 10, Thread::yield);
            Eventually.holds("there is a bean", () -> SERVER.isRegistered(name));
            SchedulerMXBean bean = JMX.newMXBeanProxy(SERVER, name, SchedulerMXBean.class);

            assertThat(bean.getName()).isEqualTo("managed");
            assertThat(bean.getStartedThreads()).isEqualTo(10);
            assertThat(bean.getMounts()).isGreaterThanOrEqualTo(20);
            assertThat(bean.getConfiguredCarriers()).isEqualTo(2);
            assertThat(bean.getCarriers()).isGreaterThanOrEqualTo(2);
            assertThat(bean.dump()).startsWith("Scheduler managed: ");
            for (MBeanAttributeInfo attribute : SERVER.getMBeanInfo(name).getAttributes()) {
                assertThat(SERVER.getAttribute(name, attribute.getName())).as(attribute.getName()).isNotNull();
            }
            assertThat(Descriptions.missingIn(SERVER.getMBeanInfo(name))).isEmpty();
        }

        assertThat(SERVER.isRegistered(name)).isFalse();
    }

    @Test
    void schedulersOfOneNameAreNumbered() {
        CarrierScheduler first = create("twin");
        try (CarrierScheduler second = create("twin")) {
            assertThat(second.statistics().name()).isEqualTo("twin");
            Eventually.holds("both are there", () -> names("twin").equals(Set.of("twin", "twin#2")));
            first.close();
            assertThat(names("twin")).hasSize(1);
        }

        assertThat(names("twin")).isEmpty();
    }

    @Test
    void everyNameWillDo() {
        for (String name : List.of("a,b", "a=b", "a\"b", "a*b?", "a:b", "line\nbreak")) {
            try (CarrierScheduler scheduler = create(name)) {
                Eventually.holds(name + " has a bean",
                        () -> names("").stream().anyMatch(found -> found.startsWith("\"")));
                assertThat(scheduler.statistics().name()).isEqualTo(name);
            }
        }
    }

    @Test
    void nothingIsLeftOfASchedulerThatIsClosedAtOnce() {
        for (int i = 0; i < 100; i++) {
            create("brief").close();
        }

        Eventually.holds("no bean is left", () -> names("brief").isEmpty()
                && Thread.getAllStackTraces().keySet().stream()
                        .noneMatch(thread -> thread.getName().equals("brief-management")));
        assertThat(names("brief")).isEmpty();
    }

    @Test
    void schedulerWorksWhereTheBeanWasRemoved() throws Exception {
        ObjectName name = new ObjectName("dev.stillpoint:type=CarrierScheduler,name=removed");
        try (CarrierScheduler scheduler = create("removed")) {
            Eventually.holds("there is a bean", () -> SERVER.isRegistered(name));
            SERVER.unregisterMBean(name);
            Inside.run(scheduler, Thread::yield);
        }

        assertThat(SERVER.isRegistered(name)).isFalse();
    }

    private static CarrierScheduler create(String name) {
        return CarrierScheduler.create(SchedulerConfig.defaults().withName(name).withCarriers(2));
    }

    private static Set<String> names(String prefix) {
        return SERVER.queryNames(null, null).stream().filter(name -> name.getDomain().equals("dev.stillpoint"))
                .map(name -> name.getKeyProperty("name")).filter(name -> name.startsWith(prefix))
                .collect(Collectors.toSet());
    }
}
