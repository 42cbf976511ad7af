/**
 * Questions that are created and never stored: {@link
 * dev.keelson.apiserver.server.auth.review.AccessReviews} whether somebody may, {@link
 * dev.keelson.apiserver.server.auth.review.RulesReviews} all that one may, {@link
 * dev.keelson.apiserver.server.auth.review.IdentityReviews} whose a token is and who one is. Each
 * takes the object that was sent and gives it back with its status.
 */
@NullMarked
package dev.keelson.apiserver.server.auth.review;

import org.jspecify.annotations.NullMarked;
