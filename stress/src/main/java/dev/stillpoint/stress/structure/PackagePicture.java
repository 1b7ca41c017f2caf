// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.stress.structure;

import dev.stillpoint.stress.structure.Floors.Place;
import dev.stillpoint.stress.structure.PackageGraph.Arrow;
import dev.stillpoint.stress.structure.PackageGraph.Contents;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Draws packages on floors, as an SVG file that can be read on light and on dark ground, and prints the same as text.
 *
 * <pre>{@code
 * java -cp stress/target/stress.jar dev.stillpoint.stress.structure.PackagePicture OUT.svg CLASSES...
 * }</pre>
 *
 * <p>Each folder or jar of classes has a column. A package stands above all that it uses. Grey arrows go down, and one
 * that follows from others is not drawn; red ones go up, and there are none where packages use each other without
 * cycles.
 */
public final class PackagePicture {

    private static final int MARGIN = 24;
    private static final int PANEL_MARGIN = 14;
    private static final int PANEL_HEAD = 38;
    private static final int LEAST_WIDTH = 138;
    private static final int LETTER = 8;
    private static final int BOX_HEIGHT = 46;
    private static final int FLOOR = 84;
    private static final int GAP = 22;
    private static final int AISLE = 2 * PANEL_MARGIN + 20;
    private static final int PORT = 14;
    private static final int LEGEND = 40;

    private static final String STYLE = """
            <style>
              text { font: 13px system-ui, sans-serif; fill: #1f2328; }
              .ground { fill: #ffffff; }
              .panel { fill: #f6f8fa; stroke: #d1d9e0; }
              .column { font-size: 15px; font-weight: 600; fill: #59636e; }
              .box { fill: #ffffff; stroke: #59636e; stroke-width: 1.2; }
              .name { font-weight: 600; text-anchor: middle; }
              .files { font-size: 11.5px; fill: #59636e; text-anchor: middle; }
              .knot { font-size: 11.5px; fill: #cf222e; text-anchor: middle; }
              .legend { font-size: 12px; fill: #59636e; }
              .down { fill: none; stroke: #8c959f; stroke-width: 1.5; }
              .up { fill: none; stroke: #cf222e; stroke-width: 2; }
              .head { fill: #8c959f; } .uphead { fill: #cf222e; }
              @media (prefers-color-scheme: dark) {
                text { fill: #e6edf3; }
                .ground { fill: #0d1117; }
                .panel { fill: #151b23; stroke: #3d444d; }
                .box { fill: #0d1117; stroke: #9198a1; }
                .column, .files, .legend { fill: #9198a1; }
                .knot { fill: #ff7b72; }
                .down { stroke: #6e7681; } .head { fill: #6e7681; }
                .up { stroke: #ff7b72; } .uphead { fill: #ff7b72; }
              }
            </style>
            <defs>
              <marker id="down" markerWidth="9" markerHeight="8" refX="8" refY="4" orient="auto" \
            markerUnits="userSpaceOnUse"><path class="head" d="M0,0 L9,4 L0,8 z"/></marker>
              <marker id="up" markerWidth="10" markerHeight="9" refX="9" refY="4.5" orient="auto" \
            markerUnits="userSpaceOnUse"><path class="uphead" d="M0,0 L10,4.5 L0,9 z"/></marker>
            </defs>
            """;

    private final PackageGraph graph;
    private final List<String> columns;
    private final Map<String, Integer> columnOf;
    private final int boxWidth;
    private final Floors floors;
    private final StringBuilder svg = new StringBuilder();

    private PackagePicture(PackageGraph graph, List<String> columns, Map<String, Integer> columnOf) {
        this.graph = graph;
        this.columns = columns;
        this.columnOf = columnOf;
        int longest = graph.packages().keySet().stream().mapToInt(name -> label(name).length()).max().orElse(0);
        boxWidth = Math.max(LEAST_WIDTH, (longest + 3) * LETTER);
        floors = new Floors(graph, columnOf, boxWidth, GAP, AISLE);
    }

    /** Draws, and prints the summary and the arrows. Ends with the status 2 and one line if it cannot. */
    public static void main(String... args) throws IOException {
        if (args.length < 2) {
            refuse("Use: java -cp stress.jar " + PackagePicture.class.getName() + " OUT.svg CLASSES...");
            return;
        }
        List<Path> roots = Arrays.stream(args).skip(1).map(Path::of).toList();
        try {
            PackageGraph graph = PackageGraph.read(roots);
            Files.writeString(Path.of(args[0]), draw(roots, graph));
            System.out.println(graph.summary());
            graph.knotLines().forEach(System.out::println);
            System.out.println();
            graph.arrowLines().forEach(System.out::println);
        } catch (IOException | IllegalArgumentException e) {
            refuse(e.toString());
        }
    }

    private static void refuse(String message) {
        System.err.println(message);
        System.exit(2);
    }

    /**
     * The SVG file of the packages in these folders and jars.
     *
     * @param graph of all of them
     */
    static String draw(List<Path> roots, PackageGraph graph) throws IOException {
        Map<String, Integer> columnOf = new TreeMap<>();
        List<PackageGraph> each = new ArrayList<>();
        for (Path root : roots) {
            each.add(PackageGraph.read(List.of(root)));
        }
        for (int i = 0; i < each.size(); i++) {
            for (String name : each.get(i).packages().keySet()) {
                columnOf.put(name, i);
            }
        }
        List<String> columns = each.stream().map(column -> shortest(column.packages().keySet())).toList();
        return new PackagePicture(graph, columns, columnOf).draw();
    }

    /** The name of a column: that of the package which the others are below. */
    private static String shortest(Collection<String> packages) {
        return packages.stream().min(Comparator.comparingInt(String::length)).orElse("");
    }

    private String draw() {
        int width = (int) Math.round(x(floors.right(floors.columns() - 1)) + PANEL_MARGIN + MARGIN);
        int bottom = top(0) + BOX_HEIGHT + PANEL_MARGIN;
        for (int column = 0; column < columns.size(); column++) {
            panel(column, bottom);
        }
        floors.ways().forEach(this::arrow);
        graph.packages().forEach(this::box);
        int height = bottom + LEGEND + MARGIN / 2;
        legend(bottom + LEGEND / 2 + 8);
        return """
                <svg xmlns="http://www.w3.org/2000/svg" width="%d" height="%d" viewBox="0 0 %1$d %2$d" role="img">
                %s<rect class="ground" width="%1$d" height="%2$d"/>
                %s</svg>
                """.formatted(width, height, STYLE, svg);
    }

    private static double x(double inFloors) {
        return MARGIN + PANEL_MARGIN + inFloors;
    }

    private int top(int floor) {
        return MARGIN + PANEL_HEAD + (floors.count() - 1 - floor) * FLOOR;
    }

    private void panel(int column, int bottom) {
        double left = x(floors.left(column)) - PANEL_MARGIN;
        double right = x(floors.right(column)) + PANEL_MARGIN;
        svg.append("<rect class=\"panel\" x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" rx=\"8\"/>%n".formatted(
                Math.round(left), MARGIN, Math.round(right - left), bottom - MARGIN));
        text("column", left + PANEL_MARGIN, MARGIN + 24, columns.get(column));
    }

    private void box(String name, Contents contents) {
        Place place = floors.at(name);
        int middle = (int) Math.round(x(place.x));
        int top = top(place.floor);
        svg.append("<rect class=\"box\" x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" rx=\"5\"/>%n".formatted(
                middle - boxWidth / 2, top, boxWidth, BOX_HEIGHT));
        text("name", middle, top + 19, label(name));
        int files = contents.files().size();
        String count = files == 1 ? "1 file" : files + " files";
        int knot = contents.largestKnot();
        text(knot > 1 ? "knot" : "files", middle, top + 36, knot > 1 ? count + ", a knot of " + knot : count);
    }

    /** Without the name of the column. */
    private String label(String name) {
        String column = columns.get(columnOf.getOrDefault(name, 0));
        return name.startsWith(column + ".") ? name.substring(column.length() + 1) : name;
    }

    // -- arrows

    /** Straight through each floor that it passes, curved between two floors. */
    private void arrow(Arrow arrow, List<Place> way) {
        StringBuilder path = new StringBuilder();
        boolean up = graph.up().contains(arrow);
        List<Place> steps = up ? way.reversed() : way;
        double fromX = port(steps.getFirst(), steps.get(1), up);
        int fromY = top(steps.getFirst().floor) + (up ? 0 : BOX_HEIGHT);
        path.append("M%d,%d".formatted(Math.round(fromX), fromY));
        for (int i = 1; i < steps.size(); i++) {
            boolean last = i == steps.size() - 1;
            double toX = last ? port(steps.get(i), steps.get(i - 1), up) : x(steps.get(i).x);
            int toY = top(steps.get(i).floor) + (up ? BOX_HEIGHT : 0);
            int half = (fromY + toY) / 2;
            path.append(" C%d,%d %d,%d %d,%d".formatted(Math.round(fromX), half, Math.round(toX), half,
                    Math.round(toX), toY));
            if (!last) {
                toY += up ? -BOX_HEIGHT : BOX_HEIGHT;
                path.append(" L%d,%d".formatted(Math.round(toX), toY));
            }
            fromX = toX;
            fromY = toY;
        }
        svg.append("<path class=\"%s\" marker-end=\"url(#%1$s)\" d=\"%s\"><title>%s</title></path>%n".formatted(
                up ? "up" : "down", path, arrow.toString().replace(">", "&gt;")));
    }

    /** Where at a box an arrow to or from a neighbour begins: side by side, in the order of the neighbours. */
    private static double port(Place box, Place neighbour, boolean up) {
        List<Place> side = (neighbour.floor < box.floor ? box.below : box.above).stream()
                .sorted(Comparator.comparingDouble((Place place) -> place.x)).toList();
        // Two packages may use each other.
        int index = up ? side.lastIndexOf(neighbour) : side.indexOf(neighbour);
        return x(box.x) + (index - (side.size() - 1) / 2.0) * PORT;
    }

    private void legend(int baseline) {
        text("legend", MARGIN, baseline, graph.up().isEmpty()
                ? "An arrow means \"uses\"; one that follows from others is left out. No arrow goes up."
                : "An arrow means \"uses\"; one that follows from others is left out. Red arrows go up.");
    }

    private void text(String style, double x, int baseline, String text) {
        svg.append("<text class=\"%s\" x=\"%d\" y=\"%d\">%s</text>%n".formatted(style, Math.round(x), baseline,
                text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")));
    }
}
