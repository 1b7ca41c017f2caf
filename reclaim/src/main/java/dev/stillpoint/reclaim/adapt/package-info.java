/** Things that programs have already, made fit for retiring: handles, trees of handles, buffers, pooled values. */
@NullMarked
package dev.stillpoint.reclaim.adapt;

import org.jspecify.annotations.NullMarked;
