// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.demo.reload;

import dev.stillpoint.demo.CtrlC;
import dev.stillpoint.demo.ExitStatus;
import dev.stillpoint.demo.ProgressListener;
import dev.stillpoint.demo.geo.GeoRelease;
import dev.stillpoint.demo.geo.GeoReleases;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command line of the geo lookup under reload. */
@Command(name = "reload", description = "Answers geo lookups while the data is reloaded, and checks every reply.")
public final class ReloadCommand implements Callable<Integer> {

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli before call()
    private CommandSpec spec;

    @Option(names = "--seconds", paramLabel = "N", defaultValue = "15",
            description = "How long (default ${DEFAULT-VALUE}).")
    private int seconds;

    @Option(names = "--threads", paramLabel = "N", defaultValue = "2000",
            description = "Clients, a virtual thread each (default ${DEFAULT-VALUE}).")
    private int threads;

    @Option(names = "--every", paramLabel = "MILLIS", defaultValue = "100",
            description = "Time between two reloads (default ${DEFAULT-VALUE}).")
    private int everyMillis;

    @Option(names = "--think", paramLabel = "MILLIS", defaultValue = "500",
            description = "What a client waits on average before its next request (default ${DEFAULT-VALUE}).")
    private int thinkMillis;

    @Option(names = "--carriers", paramLabel = "N", description = "Carrier threads (default: one per processor).")
    private int carriers = Runtime.getRuntime().availableProcessors();

    @Option(names = "--data", paramLabel = "DIR",
            description = "The releases, as DIR/<version>/GeoLite2-City.mmdb (default: geolite2 beside the jar).")
    private @Nullable Path data;

    @Option(names = "--tables", paramLabel = "DIR",
            description = "Where compiled releases are kept (default: geotables beside the releases).")
    private @Nullable Path tables;

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (!previewIsEnabled()) {
            spec.commandLine().getErr().println("This command uses structured task scopes, a preview of JDK 25."
                    + " Start it on JDK 25 with: java --enable-preview -jar demo.jar");
            return ExitStatus.JVM;
        }
        ReloadOptions options = options();
        PrintWriter out = spec.commandLine().getOut();
        Path directory = data == null ? besideTheJar("geolite2") : data;
        List<GeoRelease> releases = GeoReleases.prepare(directory,
                tables == null ? directory.resolveSibling("geotables") : tables,
                ProgressListener.printing(out));
        out.println(GeoReleases.ATTRIBUTION);
        return run(new ReloadRun(options, releases, line -> {
            out.println(line);
            out.flush();
        }), out);
    }

    private static int run(ReloadRun run, PrintWriter out) throws IOException, InterruptedException {
        try (CtrlC _ = new CtrlC(run::stop, out)) {
            RunStatistics statistics = run.run();
            out.println();
            out.print(new Summary(statistics).table());
            out.flush();
            return statistics.violations() == 0 ? 0 : ExitStatus.VIOLATION;
        }
    }

    /** Without the preview switch, or on a later JDK, the one class that needs it cannot be loaded. */
    private static boolean previewIsEnabled() {
        try {
            return !LookupService.class.getName().isEmpty();
        } catch (UnsupportedClassVersionError e) {
            return false;
        }
    }

    private ReloadOptions options() {
        try {
            return new ReloadOptions(Duration.ofSeconds(seconds), threads, Duration.ofMillis(everyMillis),
                    Duration.ofMillis(thinkMillis), carriers);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
    }

    private static Path besideTheJar(String name) {
        try {
            Path code = Path.of(ReloadCommand.class.getProtectionDomain().getCodeSource().getLocation().toURI());
            return code.resolveSibling(name);
        } catch (URISyntaxException e) {
            throw new AssertionError("a code source is a URI", e);
        }
    }
}
