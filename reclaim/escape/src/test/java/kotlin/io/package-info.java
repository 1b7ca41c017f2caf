// SPDX-License-Identifier: Apache-2.0
/** Names of Kotlin's library that the samples need. */
@NullMarked
package kotlin.io;

import org.jspecify.annotations.NullMarked;
