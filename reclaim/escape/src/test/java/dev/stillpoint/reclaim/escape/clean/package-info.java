/** A small program that uses guards as it should. */
package dev.stillpoint.reclaim.escape.clean;
