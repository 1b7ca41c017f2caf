// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.escape;

import dev.stillpoint.reclaim.escape.policy.Exemption;
import dev.stillpoint.reclaim.escape.policy.ScanPolicy;
import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.zip.ZipFile;

/**
 * Scans from the command line:
 *
 * <pre>{@code
 * java -jar stillpoint-escape.jar target/classes
 * java -p stillpoint-escape.jar -m dev.stillpoint.reclaim.escape target/classes
 * }</pre>
 *
 * <p>Prints each finding in a line of its own, and at the end their number and how much was scanned; {@code --report}
 * also writes them into a file. Exit status: 0
 * nothing found, 1 findings, 2 the arguments are wrong, nothing was scanned, or a file cannot be read; the others are
 * scanned all the same. Needs its jar alone: neither the library nor ArchUnit nor any flag.
 */
public final class ScanCommand {

    static final int CLEAN = 0;
    static final int FINDINGS = 1;
    static final int USAGE = 2;

    private static final String HELP = """
            Finds read guards, and what they protect, outside their read sections.

            usage: java -jar stillpoint-escape.jar [options] <directory, jar or class file> ...

              --class-path <path>       where to look up classes that are not scanned
              --blocking <method>       may wait, so not inside a section: com.example.Ledger.flush
              --no-blocking <method>    may be called inside a section: java.util.concurrent.locks.Lock.lock*
              --at-once <method>        calls a lambda before it returns: com.example.Rows.forEach
              --handover <method>       hands what it is given to another thread: com.example.Bus.post
              --copy <method>           its result is a copy, whatever its type: com.example.Row.copy
              --closes <method>         closes what it is given: com.example.Resources.closeAll
              --view <class>            what a version returns of it is memory: com.example.Page
              --exempt <KIND[:classes[#method]]>
                                        findings that are wanted: BLOCKING_CALL:com.example.Replay#play
              --strict                  stale exemptions, missing types, and classes that were not
                                        scanned because of their name are findings
              --report <file>           also writes the findings into a file: SARIF 2.1.0, JSON or text, as its name
                                        ends: .sarif, .json, .txt
              --sources <directory>     where source files lie, for the links of a SARIF report: src/main/java
              --help                    this text

            Exit status: 0 nothing found, 1 findings, 2 wrong usage, or something could not be scanned.""";

    private final PrintStream out;
    private final PrintStream err;
    private final List<Path> sources = new ArrayList<>();
    private final List<URL> classPath = new ArrayList<>();
    private final List<Path> reports = new ArrayList<>();
    private final List<Path> roots = new ArrayList<>();
    private ScanPolicy policy = ScanPolicy.defaults();
    private boolean help;

    private ScanCommand(PrintStream out, PrintStream err) {
        this.out = out;
        this.err = err;
    }

    /** Scans, and ends the JVM with the exit status. */
    public static void main(String[] args) {
        System.exit(run(System.out, System.err, args));
    }

    /** Scans, and returns the exit status: for programs that go on. */
    public static int run(PrintStream out, PrintStream err, String... args) {
        ScanCommand command = new ScanCommand(out, err);
        try {
            command.parse(new ArrayDeque<>(List.of(args)));
            return command.help ? command.showHelp() : command.scan();
        } catch (IllegalArgumentException e) {
            err.println(e.getMessage());
            err.println("Try --help.");
            return USAGE;
        } catch (IOException e) {
            err.println("Cannot scan: " + e.getMessage());
            return USAGE;
        } catch (OutOfMemoryError _) {
            err.println(
                    "Cannot scan: there is not enough memory. Give java more, for example with -Xmx2g, or scan fewer"
                            + " classes at once.");
            return USAGE;
        }
    }

    private void parse(Deque<String> args) throws MalformedURLException {
        while (!args.isEmpty()) {
            String arg = args.pop();
            switch (arg) {
                case "--help" -> help = true;
                case "--class-path" -> addToClassPath(valueOf(arg, args));
                case "--blocking" -> policy = policy.withBlocking(valueOf(arg, args));
                case "--no-blocking" -> policy = policy.withoutBlocking(valueOf(arg, args));
                case "--at-once" -> policy = policy.withAtOnce(valueOf(arg, args));
                case "--handover" -> policy = policy.withHandover(valueOf(arg, args));
                case "--view" -> policy = policy.withView(valueOf(arg, args));
                case "--copy" -> policy = policy.withCopy(valueOf(arg, args));
                case "--closes" -> policy = policy.withCloser(valueOf(arg, args));
                case "--exempt" -> policy = policy.withExemption(Exemption.parse(valueOf(arg, args)));
                case "--strict" -> policy = policy.withStrictness();
                case "--report" -> addReport(valueOf(arg, args));
                case "--sources" -> roots.add(Path.of(valueOf(arg, args)));
                default -> addSource(arg);
            }
        }
        if (sources.isEmpty() && !help) {
            throw new IllegalArgumentException("Nothing to scan; name a directory, a jar or a class file.");
        }
    }

    private static String valueOf(String option, Deque<String> rest) {
        if (rest.isEmpty()) {
            throw new IllegalArgumentException("%s needs a value.".formatted(option));
        }
        return rest.pop();
    }

    private void addToClassPath(String path) throws MalformedURLException {
        for (String entry : path.split(File.pathSeparator, -1)) {
            if (!Files.exists(Path.of(entry))) {
                throw new IllegalArgumentException("There is no %s, which --class-path names.".formatted(entry));
            }
            requireReadable(Path.of(entry));
            classPath.add(Path.of(entry).toUri().toURL());
        }
    }

    /** A class loader would pass over a damaged jar in silence. */
    private static void requireReadable(Path entry) {
        if (Files.isRegularFile(entry)) {
            try (ZipFile jar = new ZipFile(entry.toFile())) {
                jar.size();
            } catch (IOException e) {
                throw new IllegalArgumentException(
                        "%s, which --class-path names, is no jar: %s".formatted(entry, e.getMessage()), e);
            }
        }
    }

    private void addReport(String name) {
        Path file = Path.of(name);
        ScanReport.Format.of(file);
        reports.add(file);
    }

    private void addSource(String arg) {
        if (arg.isBlank()) {
            throw new IllegalArgumentException("The name of something to scan is empty.");
        }
        if (arg.startsWith("-")) {
            throw new IllegalArgumentException("There is no option %s.".formatted(arg));
        }
        sources.add(Path.of(arg));
    }

    private int showHelp() {
        out.println(HELP);
        return CLEAN;
    }

    private int scan() throws IOException {
        try (URLClassLoader loader = new URLClassLoader(classPath.toArray(URL[]::new),
                ScanCommand.class.getClassLoader())) {
            ScanResult result =
                    EscapeScanner.of(policy).withClassPath(loader).examine(sources.toArray(Path[]::new));
            for (Path report : reports) {
                writeReport(report, result);
            }
            return tell(result);
        }
    }

    private void writeReport(Path file, ScanResult result) throws IOException {
        try {
            ScanReport.write(file, result, roots);
        } catch (IOException e) {
            throw new IOException("the report %s cannot be written: %s".formatted(file, e), e);
        }
    }

    private int tell(ScanResult result) {
        result.lines().forEach(out::println);
        result.unreadable().forEach(each -> err.println("Cannot scan: " + each));
        List<String> doubts = result.doubts("Add their jars with --class-path.");
        doubts.forEach(policy.strict() ? out::println : err::println);
        int findings = result.lines().size() + (policy.strict() ? doubts.size() : 0);
        String clean = result.unreadable().isEmpty()
                ? "No guard escapes"
                : "No guard escapes from what could be read";
        err.println((findings == 0 ? clean : "Findings: " + findings)
                + (result.exempt() == 0 ? "" : ", besides %d that are exempt".formatted(result.exempt()))
                + ". Scanned: " + result.extent() + ".");
        if (!result.unreadable().isEmpty()) {
            err.println("Not scanned, because it cannot be read: " + result.unreadable().size());
            return USAGE;
        }
        return findings == 0 ? CLEAN : FINDINGS;
    }
}
