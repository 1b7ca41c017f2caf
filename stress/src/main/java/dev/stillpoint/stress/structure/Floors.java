// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.stress.structure;

import dev.stillpoint.stress.structure.PackageGraph.Arrow;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Where the packages stand in the picture: on floors, those of one root of class files in a column of their own.
 *
 * <p>An arrow that passes a floor gets a place there like a box, so that it crosses none (Sugiyama, Tagawa and Toda
 * 1981): places are sorted by what they are connected with on the floors above and below, then moved towards it.
 */
final class Floors {

    private static final int SWEEPS = 40;

    /** A place on a floor: of a package, or of an arrow that passes. */
    static final class Place {

        final int floor;
        final int column;
        final double width;
        // the places that it is connected with on the floor below, and above
        final List<Place> below = new ArrayList<>();
        final List<Place> above = new ArrayList<>();
        // of its middle
        double x;

        private Place(int floor, int column, double width) {
            this.floor = floor;
            this.column = column;
            this.width = width;
        }

        private static void connect(Place upper, Place lower) {
            upper.below.add(lower);
            lower.above.add(upper);
        }
    }

    private final List<List<Place>> floors = new ArrayList<>();
    private final Map<String, Place> boxes = new TreeMap<>();
    private final Map<Arrow, List<Place>> ways = new LinkedHashMap<>();
    private final double[] left;
    private final double[] right;

    /**
     * @param columns the column of each package, from 0
     * @param gap what is left free at either side of a place
     * @param aisle what is left free between two columns
     */
    Floors(PackageGraph graph, Map<String, Integer> columns, double boxWidth, double gap, double aisle) {
        Map<String, Integer> floorOf = graph.floors();
        floorOf.values().stream().distinct().forEach(_ -> floors.add(new ArrayList<>()));
        graph.packages().keySet().forEach(name -> boxes.put(name,
                add(floorOf.getOrDefault(name, 0), columns.getOrDefault(name, 0), boxWidth + gap)));
        graph.downNotImplied().forEach(arrow -> lead(arrow, at(arrow.from()), at(arrow.to()), gap));
        graph.up().forEach(arrow -> lead(arrow, at(arrow.to()), at(arrow.from()), gap));
        int count = 1 + columns.values().stream().mapToInt(column -> column).max().orElse(0);
        left = new double[count];
        right = new double[count];
        sort();
        double start = 0;
        for (int column = 0; column < count; column++) {
            left[column] = start;
            right[column] = start + widest(column);
            start = right[column] + aisle;
        }
        arrange();
    }

    private Place add(int floor, int column, double width) {
        Place place = new Place(floor, column, width);
        floors.get(floor).add(place);
        return place;
    }

    /** Finds places for an arrow on the floors between its ends. They are in the column of its upper end. */
    private void lead(Arrow arrow, Place upper, Place lower, double gap) {
        List<Place> way = new ArrayList<>(List.of(upper));
        for (int floor = upper.floor - 1; floor > lower.floor; floor--) {
            Place bend = add(floor, upper.column, gap);
            Place.connect(way.getLast(), bend);
            way.add(bend);
        }
        Place.connect(way.getLast(), lower);
        way.add(lower);
        ways.put(arrow, way);
    }

    // -- the order on each floor

    private void sort() {
        floors.forEach(floor -> floor.sort(Comparator.comparingInt((Place place) -> place.column)));
        number();
        List<List<Place>> best = copy();
        int fewest = crossings();
        for (int sweep = 0; sweep < SWEEPS && fewest != 0; sweep++) {
            boolean down = sweep % 2 == 0;
            for (List<Place> floor : down ? floors.reversed() : floors) {
                floor.sort(Comparator.comparingInt((Place place) -> place.column)
                        .thenComparingDouble(place -> middle(down ? place.above : place.below, place.x)));
                number();
            }
            if (crossings() < fewest) {
                fewest = crossings();
                best = copy();
            }
        }
        for (int i = 0; i < best.size(); i++) {
            floors.set(i, best.get(i));
        }
        number();
    }

    private List<List<Place>> copy() {
        List<List<Place>> copy = new ArrayList<>();
        floors.forEach(floor -> copy.add(new ArrayList<>(floor)));
        return copy;
    }

    /** While places are sorted, x is a rank. */
    private void number() {
        for (List<Place> floor : floors) {
            for (int i = 0; i < floor.size(); i++) {
                floor.get(i).x = i;
            }
        }
    }

    private static double middle(List<Place> others, double otherwise) {
        return others.stream().mapToDouble(place -> place.x).average().orElse(otherwise);
    }

    private int crossings() {
        int sum = 0;
        for (List<Place> floor : floors) {
            for (int i = 0; i < floor.size(); i++) {
                for (int j = i + 1; j < floor.size(); j++) {
                    for (Place a : floor.get(i).below) {
                        sum += (int) floor.get(j).below.stream().filter(b -> b.x < a.x).count();
                    }
                }
            }
        }
        return sum;
    }

    // -- coordinates

    private double widest(int column) {
        return floors.stream().mapToDouble(floor -> floor.stream().filter(place -> place.column == column)
                .mapToDouble(place -> place.width).sum()).max().orElse(0);
    }

    private void arrange() {
        for (List<Place> floor : floors) {
            floor.forEach(place -> place.x = (left[place.column] + right[place.column]) / 2);
            settle(floor);
        }
        for (int sweep = 0; sweep < SWEEPS; sweep++) {
            boolean down = sweep % 2 == 0;
            for (List<Place> floor : down ? floors.reversed() : floors) {
                for (Place place : floor) {
                    List<Place> near = down ? place.above : place.below;
                    List<Place> own = near.stream().filter(other -> other.column == place.column).toList();
                    place.x = middle(own, place.x);
                }
                settle(floor);
            }
        }
    }

    /** Moves the places of a floor apart: the middle between as far left and as far right as they can be. */
    private void settle(List<Place> floor) {
        double[] fromLeft = new double[floor.size()];
        double[] fromRight = new double[floor.size()];
        for (int i = 0; i < floor.size(); i++) {
            Place place = floor.get(i);
            boolean first = i == 0 || floor.get(i - 1).column != place.column;
            double least = first ? left[place.column] : fromLeft[i - 1] + floor.get(i - 1).width / 2;
            fromLeft[i] = Math.max(least + place.width / 2, place.x);
        }
        for (int i = floor.size() - 1; i >= 0; i--) {
            Place place = floor.get(i);
            boolean last = i == floor.size() - 1 || floor.get(i + 1).column != place.column;
            double most = last ? right[place.column] : fromRight[i + 1] - floor.get(i + 1).width / 2;
            fromRight[i] = Math.min(most - place.width / 2, place.x);
        }
        pushBack(floor, fromLeft, fromRight);
        for (int i = 0; i < floor.size(); i++) {
            floor.get(i).x = (fromLeft[i] + fromRight[i]) / 2;
        }
    }

    /** What was pushed out of its column comes back into it. */
    private void pushBack(List<Place> floor, double[] fromLeft, double[] fromRight) {
        for (int i = floor.size() - 1; i >= 0; i--) {
            Place place = floor.get(i);
            boolean last = i == floor.size() - 1 || floor.get(i + 1).column != place.column;
            double most = last ? right[place.column] : fromLeft[i + 1] - floor.get(i + 1).width / 2;
            fromLeft[i] = Math.min(fromLeft[i], most - place.width / 2);
        }
        for (int i = 0; i < floor.size(); i++) {
            Place place = floor.get(i);
            boolean first = i == 0 || floor.get(i - 1).column != place.column;
            double least = first ? left[place.column] : fromRight[i - 1] + floor.get(i - 1).width / 2;
            fromRight[i] = Math.max(fromRight[i], least + place.width / 2);
        }
    }

    // -- the result

    /** The place of a package. */
    Place at(String name) {
        Place place = boxes.get(name);
        if (place == null) {
            throw new IllegalArgumentException("no such package: " + name);
        }
        return place;
    }

    /** Each arrow that is drawn, with the places that it passes from its upper end to its lower one. */
    Map<Arrow, List<Place>> ways() {
        return ways;
    }

    int count() {
        return floors.size();
    }

    int columns() {
        return left.length;
    }

    double left(int column) {
        return left[column];
    }

    double right(int column) {
        return right[column];
    }
}
