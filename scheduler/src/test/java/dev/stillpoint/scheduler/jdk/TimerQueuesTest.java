package dev.stillpoint.scheduler.jdk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stillpoint.scheduler.CarrierScheduler;
import dev.stillpoint.scheduler.ChildJvm;
import dev.stillpoint.scheduler.Inside;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/** How many queues the JDK is told to make for the timed waits of our threads, in a JVM of its own. */
class TimerQueuesTest {
    @Test
    void thereIsMoreThanOneForEachProcessor() throws Exception {
        ChildJvm jvm = ChildJvm.run(Program.class, ChildJvm.OPENS, ChildJvm.EXPORTS, "-XX:ActiveProcessorCount=3");

        assertThat(jvm.output().strip()).isEqualTo("4 queues, parked");
    }

    @Test
    void numberThatIsGivenIsKept() throws Exception {
        ChildJvm jvm = ChildJvm.run(Program.class, ChildJvm.OPENS, ChildJvm.EXPORTS,
                "-D" + Jdk25Access.TIMER_QUEUES + "=1");

        assertThat(jvm.output().strip()).isEqualTo("1 queues, parked");
    }

    /** Parks for a moment, for which the JDK makes its queues. */
    static final class Program {
        private Program() {
        }

        public static void main(String[] args) throws Exception {
            try (CarrierScheduler scheduler = CarrierScheduler.create()) {
                Inside.runMany(scheduler, 10, () -> LockSupport.parkNanos(1_000_000));
            }
            System.out.println(System.getProperty(Jdk25Access.TIMER_QUEUES) + " queues, parked");
        }
    }
}
