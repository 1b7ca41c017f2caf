// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.stress.structure;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Packages, and which of them uses which: an arrow for each pair of packages of which a file of one uses a file of the
 * other. Packages are named without the {@code dev.stillpoint.} that all have in common.
 *
 * @param packages each with its files and the knots among them
 * @param arrows each with the number of pairs of files behind it
 * @param knots the knots of packages, the largest first
 * @param up the arrows that must be turned to leave no cycle: as few pairs of files as were found
 */
record PackageGraph(Map<String, Contents> packages, Map<Arrow, Integer> arrows, List<List<String>> knots,
        Set<Arrow> up) {

    private static final String COMMON = "dev.stillpoint.";
    private static final int LINE = 110;

    /** One package uses another one. */
    record Arrow(String from, String to) implements Comparable<Arrow> {

        @Override
        public int compareTo(Arrow other) {
            return Comparator.comparing(Arrow::from).thenComparing(Arrow::to).compare(this, other);
        }

        @Override
        public String toString() {
            return from + " -> " + to;
        }
    }

    /**
     * What is in a package.
     *
     * @param files the names of its files
     * @param knots the knots of its files, the largest first
     */
    record Contents(Set<String> files, List<List<String>> knots) {

        /** The number of files in the largest knot; 1 if there is none. */
        int largestKnot() {
            return knots.isEmpty() ? 1 : knots.getFirst().size();
        }
    }

    static PackageGraph read(List<Path> roots) throws IOException {
        return of(FileGraph.read(roots));
    }

    static PackageGraph of(FileGraph graph) {
        Map<String, Map<String, Set<String>>> inside = new TreeMap<>();
        Map<Arrow, Integer> arrows = new TreeMap<>();
        graph.uses().forEach((file, used) -> {
            String from = packageOf(file);
            inside.computeIfAbsent(from, _ -> new TreeMap<>()).put(nameOf(file), used.stream()
                    .filter(other -> packageOf(other).equals(from)).map(PackageGraph::nameOf)
                    .collect(Collectors.toCollection(TreeSet::new)));
            used.stream().map(PackageGraph::packageOf).filter(to -> !to.equals(from))
                    .forEach(to -> arrows.merge(new Arrow(from, to), 1, Integer::sum));
        });
        Map<String, Contents> packages = new TreeMap<>();
        inside.forEach((name, uses) -> packages.put(name, new Contents(uses.keySet(), Knots.of(uses))));
        List<List<String>> knots = Knots.of(uses(packages.keySet(), arrows.keySet()));
        return new PackageGraph(packages, arrows, knots, upward(packages.keySet(), arrows, knots));
    }

    private static String packageOf(String file) {
        String name = file.substring(0, Math.max(0, file.lastIndexOf('.')));
        return name.startsWith(COMMON) ? name.substring(COMMON.length()) : name;
    }

    private static String nameOf(String file) {
        return file.substring(file.lastIndexOf('.') + 1);
    }

    /** Each package with those that it uses by these arrows. */
    static Map<String, Set<String>> uses(Set<String> packages, Iterable<Arrow> arrows) {
        Map<String, Set<String>> uses = new TreeMap<>();
        packages.forEach(name -> uses.put(name, new TreeSet<>()));
        arrows.forEach(arrow -> uses.getOrDefault(arrow.from, new TreeSet<>()).add(arrow.to));
        return uses;
    }

    // -- up and down

    private static Set<Arrow> upward(Set<String> packages, Map<Arrow, Integer> arrows, List<List<String>> knots) {
        Set<Arrow> up = new TreeSet<>();
        for (List<String> knot : knots) {
            List<String> order = ordered(knot, arrows);
            arrows.keySet().stream().filter(arrow -> order.contains(arrow.from) && order.contains(arrow.to))
                    .filter(arrow -> order.indexOf(arrow.from) > order.indexOf(arrow.to)).forEach(up::add);
        }
        // One that closes no cycle may go down after all.
        for (Arrow arrow : List.copyOf(up)) {
            Set<Arrow> down = new TreeSet<>(arrows.keySet());
            down.removeAll(up);
            if (!reaches(arrow.to, arrow.from, uses(packages, down), new HashSet<>())) {
                up.remove(arrow);
            }
        }
        return up;
    }

    /** The members of a knot from the top down, moved one by one until no move leaves less that goes up. */
    private static List<String> ordered(List<String> knot, Map<Arrow, Integer> arrows) {
        List<String> best = new ArrayList<>(knot);
        boolean better = true;
        while (better) {
            better = false;
            for (String member : knot) {
                for (int place = 0; place < knot.size(); place++) {
                    List<String> moved = new ArrayList<>(best);
                    moved.remove(member);
                    moved.add(place, member);
                    if (goingUp(moved, arrows) < goingUp(best, arrows)) {
                        best = moved;
                        better = true;
                    }
                }
            }
        }
        return best;
    }

    private static int goingUp(List<String> order, Map<Arrow, Integer> arrows) {
        int sum = 0;
        for (int from = 0; from < order.size(); from++) {
            for (int to = 0; to < from; to++) {
                sum += arrows.getOrDefault(new Arrow(order.get(from), order.get(to)), 0);
            }
        }
        return sum;
    }

    private static boolean reaches(String from, String to, Map<String, Set<String>> uses, Set<String> seen) {
        return from.equals(to) || (seen.add(from)
                && uses.getOrDefault(from, Set.of()).stream().anyMatch(used -> reaches(used, to, uses, seen)));
    }

    /** The arrows that go down, each with what it says by itself: without those that follow from others. */
    Set<Arrow> downNotImplied() {
        Set<Arrow> down = new TreeSet<>(arrows.keySet());
        down.removeAll(up);
        Map<String, Set<String>> uses = uses(packages.keySet(), down);
        return down.stream().filter(arrow -> uses.getOrDefault(arrow.from, Set.of()).stream()
                .noneMatch(other -> !other.equals(arrow.to) && reaches(other, arrow.to, uses, new HashSet<>())))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** Each package with the number of its floor: it stands above all that it uses by an arrow that goes down. */
    Map<String, Integer> floors() {
        Set<Arrow> down = downNotImplied();
        Map<String, Set<String>> uses = uses(packages.keySet(), down);
        Map<String, Integer> floors = new HashMap<>();
        packages.keySet().forEach(name -> floor(name, uses, floors));
        List<String> fromTheTop = new ArrayList<>(packages.keySet());
        fromTheTop.sort(Comparator.comparingInt((String name) -> -floors.getOrDefault(name, 0)));
        // Who has more users than things it uses stands close to its users: that makes arrows shorter.
        for (String name : fromTheTop) {
            List<String> users = down.stream().filter(arrow -> arrow.to.equals(name)).map(Arrow::from).toList();
            if (users.size() > uses.getOrDefault(name, Set.of()).size()) {
                floors.put(name, users.stream().mapToInt(user -> floors.getOrDefault(user, 0)).min().orElse(1) - 1);
            }
        }
        return floors;
    }

    private static int floor(String name, Map<String, Set<String>> uses, Map<String, Integer> floors) {
        Integer known = floors.get(name);
        if (known != null) {
            return known;
        }
        int floor = 0;
        for (String used : uses.getOrDefault(name, Set.of())) {
            floor = Math.max(floor, floor(used, uses, floors) + 1);
        }
        floors.put(name, floor);
        return floor;
    }

    // -- as text

    /** The arrows from each package: the form in which docs/architecture.md lists them. */
    List<String> arrowLines() {
        Map<String, List<String>> used = new LinkedHashMap<>();
        arrows.keySet().forEach(arrow -> used.computeIfAbsent(arrow.from, _ -> new ArrayList<>()).add(arrow.to));
        int width = used.keySet().stream().mapToInt(String::length).max().orElse(0);
        List<String> lines = new ArrayList<>();
        used.forEach((from, to) -> lines.addAll(wrapped(from + " ".repeat(width - from.length()) + " -> ", to)));
        return lines;
    }

    /** The knots of files in each package: the form in which docs/architecture.md lists them. */
    List<String> knotLines() {
        List<String> lines = new ArrayList<>();
        packages.forEach((name, contents) -> contents.knots
                .forEach(knot -> lines.addAll(wrapped("%s, %d files: ".formatted(name, knot.size()), knot))));
        return lines;
    }

    /** Names behind a head; further lines are indented by it. */
    private static List<String> wrapped(String head, List<String> names) {
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder(head);
        for (int i = 0; i < names.size(); i++) {
            String name = names.get(i) + (i == names.size() - 1 ? "" : ",");
            if (line.length() + name.length() > LINE) {
                lines.add(line.toString().stripTrailing());
                line = new StringBuilder(" ".repeat(head.length()));
            }
            line.append(name).append(' ');
        }
        lines.add(line.toString().stripTrailing());
        return lines;
    }

    /** What is worth knowing of the whole, in some lines. */
    String summary() {
        int files = packages.values().stream().mapToInt(contents -> contents.files.size()).sum();
        int largest = packages.values().stream().mapToInt(Contents::largestKnot).max().orElse(1);
        return """
                packages           %d, with %d files
                arrows             %d
                arrows up          %s
                knots of packages  %s
                knots of files     %s
                """.formatted(packages.size(), files, arrows.size(), up.isEmpty() ? "none" : withPairs(up),
                knots.isEmpty() ? "none" : listed(knots), largest == 1 ? "none" : "the largest has " + largest);
    }

    private String withPairs(Set<Arrow> some) {
        return "%d: %s".formatted(some.size(), some.stream()
                .map(arrow -> "%s (%d)".formatted(arrow, arrows.get(arrow))).collect(Collectors.joining(", ")));
    }

    private static String listed(List<List<String>> knots) {
        return knots.stream().map(knot -> "%d (%s)".formatted(knot.size(), String.join(", ", knot)))
                .collect(Collectors.joining("; "));
    }
}
