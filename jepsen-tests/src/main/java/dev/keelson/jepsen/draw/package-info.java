/**
 * A broken history as a picture: {@link dev.keelson.jepsen.draw.Drawing} makes one page of HTML
 * that needs nothing but a browser, with a lane for each client, a bar for each call, the order as
 * far as one was found, and the call that has no place in it.
 */
@NullMarked
package dev.keelson.jepsen.draw;

import org.jspecify.annotations.NullMarked;
