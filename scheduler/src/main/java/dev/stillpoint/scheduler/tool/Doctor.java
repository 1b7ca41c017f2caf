// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.scheduler.tool;

import dev.stillpoint.scheduler.CarrierScheduler;
import dev.stillpoint.scheduler.SchedulerConfig;
import dev.stillpoint.scheduler.jdk.JdkAccess;
import dev.stillpoint.scheduler.jdk.Requirements;
import dev.stillpoint.scheduler.jdk.SocketPollers;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Checks the JVM that it runs in, with a line for each thing that works or is missing. */
final class Doctor {

    private static final int PATIENCE_SECONDS = 10;

    private final PrintStream out;

    private Doctor(PrintStream out) {
        this.out = out;
    }

    /** Prints what it finds, and returns whether a scheduler can run here. */
    static boolean examine(PrintStream out) {
        Doctor doctor = new Doctor(out);
        boolean works = doctor.requirements(Requirements.ofThisJvm()) && doctor.internals() && doctor.aThreadRuns();
        if (works) {
            doctor.sockets();
        }
        doctor.nativeAccess();
        out.println(works ? "The carrier scheduler runs in this JVM."
                : doesNotRun());
        return works;
    }

    private static String doesNotRun() {
        String sentence = "The carrier scheduler does not run in this JVM";
        return JdkAccess.missingModule() != null
                ? sentence + ", and stillpoint-reclaim does not either."
                : sentence + "; ScopedQsbr does, with every reader a visitor.";
    }

    private boolean requirements(Requirements requirements) {
        if (requirements.jdkSupported()) {
            ok("JDK %s is supported".formatted(Runtime.version()));
        } else {
            missing("JDK 25: this is JDK %s".formatted(Runtime.version()));
            return false;
        }
        if (requirements.langOpened()) {
            ok("java.lang is open to the scheduler");
        } else {
            missing("java.lang is closed to the scheduler. " + requirements.remedy());
        }
        return requirements.langOpened();
    }

    private boolean internals() {
        String obstacle = JdkAccess.obstacle();
        if (obstacle == null) {
            ok("the JDK's internals are where they were when the scheduler was checked");
        } else {
            missing(obstacle);
        }
        return obstacle == null;
    }

    private boolean aThreadRuns() {
        try (CarrierScheduler scheduler = CarrierScheduler.create(
                SchedulerConfig.defaults().withName("doctor").withCarriers(1))) {
            CompletableFuture<String> ran = new CompletableFuture<>();
            scheduler.start(() -> ran.complete(Thread.currentThread().toString()));
            ok("a virtual thread ran on a carrier: " + ran.get(PATIENCE_SECONDS, TimeUnit.SECONDS));
            return scheduler.close(Duration.ofSeconds(PATIENCE_SECONDS));
        } catch (Exception | Error e) {
            missing("a virtual thread could not be run: " + e);
            return false;
        }
    }

    /** The scheduler does not need it. */
    private void sockets() {
        String obstacle = SocketPollers.obstacle();
        if (obstacle == null) {
            ok("carriers wait for sockets themselves, once there are some");
        } else {
            note("carriers cannot wait for sockets themselves, the JDK's pollers do: " + obstacle);
        }
    }

    /** The scheduler does not need it, but reclamation, which brings the scheduler along, calls malloc. */
    private void nativeAccess() {
        Module self = Doctor.class.getModule();
        Optional<Module> reclaim = self.isNamed()
                ? ModuleLayer.boot().findModule("dev.stillpoint.reclaim")
                : Optional.of(self);
        if (reclaim.isEmpty()) {
            return;
        }
        if (reclaim.get().isNativeAccessEnabled()) {
            ok("native access is enabled, for memory of stillpoint-reclaim");
        } else {
            note("native access is not enabled: where stillpoint-reclaim first calls malloc the JDK warns, "
                    + "or refuses it if it was started with --illegal-native-access=deny");
        }
    }

    private void ok(String message) {
        out.println("ok      " + message);
    }

    private void missing(String message) {
        out.println("missing " + message);
    }

    private void note(String message) {
        out.println("note    " + message);
    }
}
