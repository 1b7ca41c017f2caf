// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.stress.faults;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Shares the scenes out among several processes, because a play waits for most of its time, and because errors strike
 * in all classes of a process at once.
 */
final class Processes {

    private static final Pattern TOTAL =
            Pattern.compile(FaultInjection.TOTAL.replace("%d", "(\\d+)"));
    private static final String PROCESSES = "--processes";
    private static final String FILE = "--file";

    private final Options options;
    private final List<String> arguments;
    private final PrintStream out;
    private final List<Path> files = new ArrayList<>();
    // struck, points, spared, wrong, and the seconds of the slowest; guarded by this
    private final long[] total = new long[5];

    Processes(Options options, List<String> arguments, PrintStream out) {
        this.options = options;
        this.arguments = arguments;
        this.out = out;
    }

    /** The exit status: the worst. In some share there may be nothing to strike, but not in all of them. */
    int run() throws IOException {
        List<Process> started = new ArrayList<>();
        List<Thread> printers = new ArrayList<>();
        try {
            for (int i = 1; i <= options.processes(); i++) {
                Process process = start(i);
                started.add(process);
                printers.add(Thread.ofPlatform().name("scenes-" + i).start(() -> print(process)));
            }
            int worst = 0;
            for (Process process : started) {
                worst = Math.max(worst, process.waitFor());
            }
            for (Thread printer : printers) {
                printer.join();
            }
            joinFiles();
            return tellTotal(worst);
        } catch (InterruptedException e) {
            throw new IllegalStateException("nobody interrupts this thread", e);
        } finally {
            started.forEach(Process::destroyForcibly);
        }
    }

    private Process start(int number) throws IOException {
        Path file = Path.of(options.file() + "." + number);
        files.add(file);
        List<String> command =
                new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), FaultInjection.class.getName()));
        command.addAll(without(PROCESSES, without(FILE, arguments)));
        command.addAll(List.of("--share", number + "/" + options.processes(), FILE, file.toString()));
        return new ProcessBuilder(command).redirectErrorStream(true).start();
    }

    private static List<String> without(String option, List<String> arguments) {
        int at = arguments.indexOf(option);
        if (at < 0) {
            return arguments;
        }
        List<String> rest = new ArrayList<>(arguments.subList(0, at));
        rest.addAll(arguments.subList(at + 2, arguments.size()));
        return rest;
    }

    private void print(Process process) {
        try (BufferedReader lines = process.inputReader()) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                Matcher figures = TOTAL.matcher(line);
                if (figures.matches()) {
                    add(figures);
                } else {
                    out.println(line);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private synchronized void add(Matcher figures) {
        for (int i = 0; i < total.length - 1; i++) {
            total[i] += Long.parseLong(figures.group(i + 1));
        }
        int seconds = total.length - 1;
        total[seconds] = Math.max(total[seconds], Long.parseLong(figures.group(total.length)));
    }

    private void joinFiles() throws IOException {
        List<String> lines = new ArrayList<>();
        for (Path file : files) {
            lines.addAll(Files.readAllLines(file));
            Files.delete(file);
        }
        Files.write(options.file(), lines);
    }

    private synchronized int tellTotal(int worst) {
        out.printf(FaultInjection.TOTAL + "%n", total[0], total[1], total[2], total[3], total[4]);
        if (worst == 0 && total[0] == 0) {
            out.println(FaultInjection.NOTHING_STRUCK);
            return FaultInjection.WRONG;
        }
        out.println(
                worst == 0 ? "faults in all processes: PASS" : "faults in all processes: FAIL; see " + options.file());
        return worst;
    }
}
