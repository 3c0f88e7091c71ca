// Why a material cannot be shown, in one word of those that events know: events/failed_views.py lists them.
export const failure = (reason, error) => Object.assign(error, { reason });

// For catch(): puts the word on whatever went wrong.
export const failing = (reason) => (error) => {
  throw failure(reason, error);
};
