// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.guides.spring;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.stillpoint.guides.Prices;
import dev.stillpoint.guides.load.ReloadsUnderLoad;
import dev.stillpoint.guides.load.ReloadsUnderLoad.Running;
import dev.stillpoint.reclaim.QsbrReference;
import dev.stillpoint.reclaim.Reclaimer;
import dev.stillpoint.reclaim.VersionSource;
import dev.stillpoint.reclaim.memory.BlockAllocator;
import dev.stillpoint.scheduler.CarrierScheduler;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.InputStream;
import java.net.URI;
import java.util.concurrent.ExecutorService;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Import;

/** Spring Boot answers rightly while the table is reloaded, and closes everything in the right order. */
@Timeout(300)
class SpringBootTest {

    /** Everything but the scheduler and the table, which the load brings. */
    @EnableAutoConfiguration
    @Import({ServerThreads.class, PricesController.class})
    static final class UnderLoad {
    }

    @Test
    void requests() throws Exception {
        ReloadsUnderLoad.onCarriers((threads, prices) -> start(threads, prices, "/prices"));
    }

    @Test
    void whatRequestsHandToTheTaskExecutor() throws Exception {
        ReloadsUnderLoad.onCarriers((threads, prices) -> start(threads, prices, "/prices/later"));
    }

    private static Running start(ExecutorService threads, VersionSource<Prices> prices, String path) {
        ConfigurableApplicationContext context = builder(UnderLoad.class)
                .initializers(starting -> {
                    // What is registered so is not closed with the context: the load does that.
                    starting.getBeanFactory().registerSingleton("threads", threads);
                    starting.getBeanFactory().registerSingleton("prices", prices);
                }).run();
        return new Running(port(context), path, context);
    }

    @Test
    void theApplicationClosesWhatItHasInTheRightOrder() throws Exception {
        CarrierScheduler scheduler;
        Reclaimer reclaimer;
        try (ConfigurableApplicationContext context = builder(Application.class).run()) {
            scheduler = context.getBean(CarrierScheduler.class);
            reclaimer = context.getBean(Reclaimer.class);
            try (InputStream answer = URI.create("http://127.0.0.1:" + port(context) + "/prices?0,1").toURL()
                    .openStream()) {
                assertThat(answer).asString(UTF_8).isEqualTo("1099,495");
            }
            @SuppressWarnings("unchecked") QsbrReference<Prices> prices =
                    context.getBean("prices", QsbrReference.class);
            prices.replace(Prices.of(BlockAllocator.malloc(), 1199, 595));
        }

        assertThat(scheduler.isTerminated()).isTrue();
        assertThat(reclaimer.statistics().retiredObjects()).isEqualTo(2);
        assertThat(reclaimer.statistics().reclaimedObjects()).isEqualTo(2);
    }

    @Test
    void theRegistryHasTheMetersAndHealthSaysWhetherMemoryComesBack() throws Exception {
        MeterRegistry registry;
        try (ConfigurableApplicationContext context = builder(Application.class)
                .properties("management.endpoint.health.group.readiness.include=readinessState,reclamation",
                        "management.endpoint.health.show-details=always")
                .run()) {
            registry = context.getBean(MeterRegistry.class);
            @SuppressWarnings("unchecked") QsbrReference<Prices> prices =
                    context.getBean("prices", QsbrReference.class);
            prices.replace(Prices.of(BlockAllocator.malloc(), 1199, 595));
            context.getBean(Reclaimer.class).barrier();

            assertThat(registry.get("stillpoint.reclaimer.retired.objects").functionCounter().count()).isPositive();
            assertThat(registry.get("stillpoint.grace.periods").functionTimer().count()).isPositive();
            assertThat(registry.get("stillpoint.scheduler.configured.carriers").gauge().value()).isPositive();
            URI readiness = URI.create("http://127.0.0.1:" + port(context) + "/actuator/health/readiness");
            try (InputStream answer = readiness.toURL().openStream()) {
                assertThat(answer).asString(UTF_8).contains("\"status\":\"UP\"", "\"reclamation\"", "\"reason\"");
            }
        }

        assertThat(registry.getMeters()).extracting(meter -> meter.getId().getName())
                .noneMatch(name -> name.startsWith("stillpoint."));
    }

    private static SpringApplicationBuilder builder(Class<?> source) {
        return new SpringApplicationBuilder(source).properties("server.port=0", "server.address=127.0.0.1",
                "spring.main.banner-mode=off", "logging.level.root=warn");
    }

    private static int port(ConfigurableApplicationContext context) {
        return context.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
    }
}
