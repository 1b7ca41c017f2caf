// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.stress.structure;

import dev.stillpoint.stress.structure.PackageGraph.Arrow;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** What {@code docs/architecture.md} says that can be compared with class files. */
record ArchitecturePage(List<String> lines) {

    private static final Pattern METHOD = Pattern.compile("`([A-Z]\\w*\\.[a-z]\\w*)`");

    static ArchitecturePage read(Path file) throws IOException {
        return new ArchitecturePage(Files.readAllLines(file));
    }

    /** The lines of the code block of that kind. */
    List<String> block(String kind) {
        int start = lines.indexOf("```" + kind) + 1;
        if (start == 0) {
            throw new IllegalArgumentException("the page has no block of the kind " + kind);
        }
        List<String> rest = lines.subList(start, lines.size());
        return List.copyOf(rest.subList(0, rest.indexOf("```")));
    }

    /** What is on the page and not in the classes, or the other way round; a line for each. */
    List<String> wrongArrows(PackageGraph graph) {
        Set<Arrow> listed = new TreeSet<>();
        String from = "";
        for (String line : block("arrows")) {
            int head = line.indexOf("->");
            from = head < 0 ? from : line.substring(0, head).strip();
            String user = from;
            Arrays.stream(line.substring(head < 0 ? 0 : head + 2).split(","))
                    .map(String::strip).filter(name -> !name.isEmpty())
                    .forEach(name -> listed.add(new Arrow(user, name)));
        }
        return differences(listed, graph.arrows().keySet());
    }

    /** As {@link #wrongArrows}, for knots of files. */
    List<String> wrongKnots(PackageGraph graph) {
        return differences(joined(block("knots")), joined(graph.knotLines()));
    }

    private static List<String> joined(List<String> wrapped) {
        List<String> whole = new ArrayList<>();
        for (String line : wrapped) {
            if (line.startsWith(" ")) {
                whole.add(whole.removeLast() + " " + line.strip());
            } else {
                whole.add(line);
            }
        }
        return whole;
    }

    private static List<String> differences(Collection<?> listed, Collection<?> there) {
        List<String> wrong = new ArrayList<>();
        listed.stream().filter(one -> !there.contains(one)).forEach(one -> wrong.add("only on the page: " + one));
        there.stream().filter(one -> !listed.contains(one)).forEach(one -> wrong.add("only in the classes: " + one));
        return wrong;
    }

    /** The methods that the page names, as in {@code Task.run}, and that no class of that name declares. */
    List<String> missingMethods(List<Path> roots) throws IOException {
        Set<String> declared = new HashSet<>();
        for (Path root : roots) {
            ClassFiles.forEach(root, type -> {
                String name = type.thisClass().asInternalName();
                String simple = name.substring(1 + Math.max(name.lastIndexOf('/'), name.lastIndexOf('$')));
                type.methods().forEach(method -> declared.add(simple + "." + method.methodName().stringValue()));
            });
        }
        return lines.stream().flatMap(line -> METHOD.matcher(line).results()).map(named -> named.group(1))
                .filter(named -> !declared.contains(named)).toList();
    }
}
