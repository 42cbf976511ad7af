/**
 * EndpointSlices, for those who write them: a {@link dev.keelson.controllers.network.slice.Slice}
 * is one, a {@link dev.keelson.controllers.network.slice.Endpoint} is what it lists, and a {@link
 * dev.keelson.controllers.network.slice.SliceTracker} knows one's own writes, so that nobody
 * decides upon a store that has not seen them yet. All but the tracker are values.
 */
@NullMarked
package dev.keelson.controllers.network.slice;

import org.jspecify.annotations.NullMarked;
