// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.scheduler.hang;

import com.sun.management.HotSpotDiagnosticMXBean;
import com.sun.management.HotSpotDiagnosticMXBean.ThreadDumpFormat;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;

/** What a process whose test hangs can say about itself. */
final class HangReport {

    private static final int PATIENCE_SECONDS = 20;

    // two threads add
    private final Queue<String> parts = new ConcurrentLinkedQueue<>();

    private HangReport() {
    }

    /** The stack of the test, the reports of all open schedulers and reclaimers, and all threads. */
    static String of(String test, Thread thread) {
        HangReport report = new HangReport();
        report.append("==== %s hangs ====%n".formatted(test));
        report.append("%s, %s%n%s%n".formatted(thread, thread.getState(),
                Arrays.stream(thread.getStackTrace()).map(frame -> "\tat " + frame)
                        .collect(Collectors.joining(System.lineSeparator()))));
        report.appendWhatMayHang();
        report.append("==== end of the report on %s ====".formatted(test));
        return String.join("", report.parts);
    }

    private void append(String part) {
        parts.add(part);
    }

    /** On a thread of its own: in a process that hangs these questions may hang as well. */
    private void appendWhatMayHang() {
        Thread asking = Thread.ofPlatform().daemon().name("hang-report").start(() -> {
            appendAll("dev.stillpoint:type=CarrierScheduler,*", "dump");
            appendAll("dev.stillpoint:type=Reclaimer,*", "report");
            appendThreads();
        });
        try {
            if (!asking.join(Duration.ofSeconds(PATIENCE_SECONDS))) {
                append("No more within %d s: who asks hangs, too.%n".formatted(PATIENCE_SECONDS));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            append("The report was interrupted.%n".formatted());
        }
    }

    private void appendAll(String beans, String operation) {
        MBeanServer server = ManagementFactory.getPlatformMBeanServer();
        try {
            for (ObjectName name : server.queryNames(new ObjectName(beans), null)) {
                append("---- %s of %s%n%s%n".formatted(operation, name, invoke(server, name, operation)));
            }
        } catch (JMException e) {
            append("No %s: %s%n".formatted(operation, e));
        }
    }

    private static Object invoke(MBeanServer server, ObjectName name, String operation) {
        try {
            return server.invoke(name, operation, null, null);
        } catch (JMException | RuntimeException e) {
            return e;
        }
    }

    /** Virtual threads included. */
    private void appendThreads() {
        try {
            Path directory = Files.createTempDirectory("hang");
            Path file = directory.resolve("threads.txt");
            ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class)
                    .dumpThreads(file.toAbsolutePath().toString(), ThreadDumpFormat.TEXT_PLAIN);
            append("---- all threads%n%s%n".formatted(Files.readString(file)));
            Files.delete(file);
            Files.delete(directory);
        } catch (IOException | RuntimeException e) {
            append("No thread dump: %s%n".formatted(e));
        }
    }
}
