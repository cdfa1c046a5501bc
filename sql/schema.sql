-- The tables, indexes and policies of schema cinelibre, drawn by `python -m api.jobs pictures`.


CREATE TYPE cinelibre.candidate AS (
	item_id integer,
	item_type text,
	year integer,
	language text,
	genres text[],
	people text[],
	work_id integer,
	neighbors double precision,
	ease double precision,
	cosine double precision,
	content double precision,
	popular double precision,
	factors double precision
);

CREATE TYPE cinelibre.incoming_event AS (
	place integer,
	happened_at timestamp with time zone,
	is_debounced boolean,
	fault text,
	interaction_type text,
	item_id integer,
	item_type text,
	occurred_at timestamp with time zone,
	rating real,
	seconds integer,
	fraction real,
	query text,
	context jsonb,
	idempotency_key text
);

CREATE TYPE cinelibre.foreign_event AS (
	place integer,
	event_id uuid,
	user_id integer,
	outcome text,
	reason text,
	event cinelibre.incoming_event
);

CREATE TYPE cinelibre.incoming_item AS (
	place integer,
	item_id integer,
	taken_ids text[],
	item_type text,
	title text,
	original_title text,
	year integer,
	language text,
	genres text[],
	keywords text[],
	description text,
	image_url text,
	external_rating real,
	external_count integer,
	external_popularity real,
	movielens_id integer,
	tmdb_id integer,
	imdb_id text,
	release_date date,
	runtime integer,
	directors text[],
	"cast" text[],
	certification text,
	google_id text,
	isbn13 text,
	published_date date,
	page_count integer,
	authors text[],
	publisher text,
	embedding extensions.halfvec,
	text_hash text
);

CREATE TYPE cinelibre.liking AS (
	kind text,
	name text,
	liked double precision,
	disliked double precision
);

CREATE TYPE cinelibre.matched_item AS (
	id integer,
	item_type text,
	title text,
	original_title text,
	year integer,
	language text,
	genres text[],
	people text[],
	description text,
	image_url text,
	external_rating real,
	external_count integer,
	runtime integer,
	page_count integer,
	average double precision,
	rating_count integer,
	ids jsonb,
	image_srcset text,
	similarity double precision,
	seen boolean,
	hidden boolean,
	mine json
);

CREATE TYPE cinelibre.member_score AS (
	place integer,
	source text,
	item_id integer,
	points double precision,
	power double precision
);

CREATE TYPE cinelibre.part AS (
	source text,
	item_id integer,
	because_id integer,
	rating double precision,
	share double precision,
	rank bigint
);

CREATE TYPE cinelibre.reader AS (
	user_id integer,
	item_ids integer[],
	ratings real[],
	known_ids integer[],
	neighbor_ids integer[],
	neighbor_weights real[],
	likings cinelibre.liking[],
	leaning_ids integer[],
	leaning_weights double precision[],
	shares double precision[]
);

CREATE TYPE cinelibre.score AS (
	source text,
	item_id integer,
	points double precision,
	power double precision
);

CREATE TABLE cinelibre.users (
    id integer NOT NULL,
    email text,
    name text,
    external_id text,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    password_hash text,
    role text DEFAULT 'user'::text NOT NULL,
    timezone text DEFAULT 'UTC'::text NOT NULL,
    discoverable boolean DEFAULT false NOT NULL,
    token_version integer DEFAULT 0 NOT NULL,
    tokens_valid_from integer DEFAULT 1 NOT NULL,
    kept_token_version integer,
    rating_count integer DEFAULT 0 NOT NULL,
    taste_version integer DEFAULT 0 NOT NULL,
    ended_token_versions integer[] DEFAULT '{}'::integer[] NOT NULL,
    tokens_ended_at timestamp with time zone,
    person_id uuid DEFAULT gen_random_uuid() NOT NULL,
    shares_ratings boolean DEFAULT false NOT NULL,
    stars_version integer DEFAULT 0 NOT NULL,
    people_version integer DEFAULT 0 NOT NULL,
    CONSTRAINT users_check CHECK (((email IS NOT NULL) OR (external_id IS NOT NULL))),
    CONSTRAINT users_check1 CHECK (((password_hash IS NULL) OR (email IS NOT NULL))),
    CONSTRAINT users_email_check CHECK (((email = lower(email)) AND (email <> ''::text))),
    CONSTRAINT users_external_id_check CHECK ((external_id <> ''::text)),
    CONSTRAINT users_name_check CHECK ((name <> ''::text)),
    CONSTRAINT users_password_hash_check CHECK ((password_hash <> ''::text)),
    CONSTRAINT users_role_check CHECK ((role = ANY (ARRAY['user'::text, 'service'::text, 'admin'::text]))),
    CONSTRAINT users_timezone_check CHECK ((timezone <> ''::text))
);

CREATE TABLE cinelibre.experiments (
    id integer NOT NULL,
    name text NOT NULL,
    variants jsonb NOT NULL,
    changes text[] NOT NULL,
    share double precision NOT NULL,
    salt text NOT NULL,
    most_worse double precision NOT NULL,
    starts timestamp with time zone NOT NULL,
    ends timestamp with time zone,
    stopped_at timestamp with time zone,
    stopped_by text,
    stop_reason text,
    measured_at timestamp with time zone,
    created_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    CONSTRAINT experiments_check CHECK ((ends > starts)),
    CONSTRAINT experiments_check1 CHECK (((stopped_at IS NULL) = (stopped_by IS NULL))),
    CONSTRAINT experiments_most_worse_check CHECK (((most_worse > (0)::double precision) AND (most_worse < (1)::double precision))),
    CONSTRAINT experiments_name_check CHECK ((name ~ '^[a-z0-9][a-z0-9_-]{0,39}$'::text)),
    CONSTRAINT experiments_salt_check CHECK ((salt <> ''::text)),
    CONSTRAINT experiments_share_check CHECK (((share > (0)::double precision) AND (share <= (1)::double precision))),
    CONSTRAINT experiments_stop_reason_check CHECK ((stop_reason <> ''::text)),
    CONSTRAINT experiments_stopped_by_check CHECK ((stopped_by = ANY (ARRAY['operator'::text, 'guardrail'::text]))),
    CONSTRAINT experiments_variants_check CHECK ((jsonb_typeof(variants) = 'array'::text))
);

CREATE TABLE cinelibre.seasons (
    name text NOT NULL,
    from_day date NOT NULL,
    to_day date NOT NULL,
    is_yearly boolean DEFAULT false NOT NULL,
    keywords text[] DEFAULT '{}'::text[] NOT NULL,
    genres text[] DEFAULT '{}'::text[] NOT NULL,
    languages text[] DEFAULT '{}'::text[] NOT NULL,
    weight double precision NOT NULL,
    CONSTRAINT seasons_check CHECK (((to_day >= from_day) AND (to_day <= (from_day + 183)))),
    CONSTRAINT seasons_check1 CHECK (((keywords <> '{}'::text[]) OR (genres <> '{}'::text[]))),
    CONSTRAINT seasons_name_check CHECK ((name <> ''::text)),
    CONSTRAINT seasons_weight_check CHECK (((weight > (0)::double precision) AND (weight <= (1)::double precision)))
);

CREATE TABLE cinelibre.feedback (
    id integer NOT NULL,
    user_id integer NOT NULL,
    recommendation_id uuid NOT NULL,
    item_id integer NOT NULL,
    kind text NOT NULL,
    comment text,
    reason_source text,
    reason_key text,
    place smallint NOT NULL,
    score double precision NOT NULL,
    variant text DEFAULT 'default'::text NOT NULL,
    contributions jsonb NOT NULL,
    listed_at timestamp with time zone NOT NULL,
    signal text,
    signaled_at timestamp with time zone,
    given_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    CONSTRAINT feedback_comment_check CHECK (((comment <> ''::text) AND (char_length(comment) <= 1000))),
    CONSTRAINT feedback_contributions_check CHECK ((jsonb_typeof(contributions) = 'array'::text)),
    CONSTRAINT feedback_kind_check CHECK ((kind = ANY (ARRAY['helpful'::text, 'not_for_me'::text, 'already_seen'::text, 'wrong_reason'::text]))),
    CONSTRAINT feedback_place_check CHECK ((place > 0)),
    CONSTRAINT feedback_reason_key_check CHECK ((reason_key <> ''::text)),
    CONSTRAINT feedback_reason_source_check CHECK ((reason_source <> ''::text)),
    CONSTRAINT feedback_variant_check CHECK ((variant <> ''::text))
);

CREATE TABLE cinelibre.group_members (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    seat bigint NOT NULL,
    group_id uuid NOT NULL,
    user_id integer,
    guest_name text,
    guest_key_hash text,
    joined_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT group_members_check CHECK ((((user_id IS NULL) = (guest_name IS NOT NULL)) AND ((user_id IS NULL) = (guest_key_hash IS NOT NULL)))),
    CONSTRAINT group_members_guest_name_check CHECK ((guest_name <> ''::text))
);

CREATE TABLE cinelibre.user_neighbors (
    user_id integer NOT NULL,
    neighbor_ids integer[] NOT NULL,
    weights real[] NOT NULL,
    taste_version integer NOT NULL,
    computed_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT user_neighbors_check CHECK ((cardinality(weights) = cardinality(neighbor_ids)))
);

CREATE TABLE cinelibre.recommendation_lists (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    user_id integer NOT NULL,
    item_type text,
    taste_version integer NOT NULL,
    day date NOT NULL,
    item_ids integer[] NOT NULL,
    items jsonb NOT NULL,
    is_current boolean DEFAULT true NOT NULL,
    created_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    sources text[] DEFAULT '{}'::text[] NOT NULL,
    rating_count integer DEFAULT 0 NOT NULL,
    rows jsonb,
    newest_event bigint,
    told text[],
    brief text[],
    variant text,
    CONSTRAINT recommendation_lists_item_type_check CHECK ((item_type = ANY (ARRAY['movie'::text, 'book'::text]))),
    CONSTRAINT recommendation_lists_items_check CHECK ((jsonb_typeof(items) = 'array'::text)),
    CONSTRAINT recommendation_lists_rows_check CHECK ((jsonb_typeof(rows) = 'object'::text)),
    CONSTRAINT recommendation_lists_variant_check CHECK ((variant <> ''::text))
);

CREATE TABLE cinelibre.interaction_types (
    name text NOT NULL,
    description text DEFAULT ''::text NOT NULL,
    affinity double precision DEFAULT 0 NOT NULL,
    preference double precision DEFAULT 0 NOT NULL,
    hides boolean DEFAULT false NOT NULL,
    debounced boolean DEFAULT false NOT NULL,
    takes_item boolean DEFAULT true NOT NULL,
    mark text,
    undoes text,
    implied_rating real,
    in_history boolean DEFAULT false NOT NULL,
    CONSTRAINT interaction_types_check CHECK (((mark IS NULL) OR (undoes IS NULL))),
    CONSTRAINT interaction_types_check1 CHECK (((implied_rating IS NULL) OR (mark IS NOT NULL) OR hides)),
    CONSTRAINT interaction_types_implied_rating_check CHECK ((((implied_rating >= (0.5)::double precision) AND (implied_rating <= (5)::double precision)) AND ((implied_rating * (2)::double precision) = floor((implied_rating * (2)::double precision))))),
    CONSTRAINT interaction_types_mark_check CHECK ((mark = ANY (ARRAY['watchlist'::text, 'hidden'::text, 'seen'::text, 'favorite'::text, 'opinion'::text]))),
    CONSTRAINT interaction_types_name_check CHECK ((name ~ '^[a-z][a-z0-9_]{0,49}$'::text))
);

CREATE TABLE cinelibre.shelf (
    user_id integer NOT NULL,
    item_id integer NOT NULL,
    on_watchlist_at timestamp with time zone,
    hidden_at timestamp with time zone,
    hidden_by text,
    seen_at timestamp with time zone,
    favorite_at timestamp with time zone,
    opinion text,
    opinion_at timestamp with time zone,
    CONSTRAINT shelf_check CHECK (((opinion IS NULL) = (opinion_at IS NULL))),
    CONSTRAINT shelf_check1 CHECK (((hidden_by IS NULL) = (hidden_at IS NULL)))
);

CREATE TABLE cinelibre.reviews (
    id integer NOT NULL,
    user_id integer NOT NULL,
    item_id integer NOT NULL,
    body text,
    has_spoilers boolean DEFAULT false NOT NULL,
    written_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    changed_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    hidden_at timestamp with time zone,
    decided_at timestamp with time zone,
    is_settled boolean DEFAULT false NOT NULL,
    CONSTRAINT reviews_body_check CHECK (((body <> ''::text) AND (char_length(body) <= 5000)))
);

CREATE TABLE cinelibre.user_interaction_summary (
    user_id integer NOT NULL,
    rating_count integer NOT NULL,
    rating_average double precision,
    star_counts integer[] NOT NULL,
    liked_count integer NOT NULL,
    watchlist_count integer NOT NULL,
    favorite_count integer NOT NULL,
    seen_count integer NOT NULL,
    hidden_count integer NOT NULL,
    event_count integer NOT NULL,
    search_count integer NOT NULL,
    first_at timestamp with time zone,
    last_at timestamp with time zone,
    counted_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT user_interaction_summary_star_counts_check CHECK ((cardinality(star_counts) = 10))
);

CREATE TABLE cinelibre.api_budgets (
    api text NOT NULL,
    day date NOT NULL,
    used integer DEFAULT 0 NOT NULL
);

CREATE TABLE cinelibre.audit_events (
    id bigint NOT NULL,
    actor_id integer,
    user_id integer,
    action text NOT NULL,
    occurred_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT audit_events_action_check CHECK ((action <> ''::text))
);

COMMENT ON TABLE cinelibre.audit_events IS 'What service accounts did in the name of others. Of a deleted account the rows stay without its id, and of a deleted service without its own.';

ALTER TABLE cinelibre.audit_events ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME cinelibre.audit_events_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE cinelibre.books (
    item_id integer NOT NULL,
    item_type text DEFAULT 'book'::text NOT NULL,
    google_id text,
    isbn13 text,
    published_date date,
    page_count integer,
    authors text[] DEFAULT '{}'::text[] NOT NULL,
    publisher text,
    CONSTRAINT books_isbn13_check CHECK ((isbn13 ~ '^[0-9]{13}$'::text)),
    CONSTRAINT books_item_type_check CHECK ((item_type = 'book'::text)),
    CONSTRAINT books_page_count_check CHECK ((page_count > 0))
);

CREATE TABLE cinelibre.catalogue_totals (
    item_type text NOT NULL,
    external_total double precision DEFAULT 0 NOT NULL,
    popularity_total double precision DEFAULT 0 NOT NULL,
    rating_count bigint DEFAULT 0 NOT NULL,
    rating_sum double precision DEFAULT 0 NOT NULL,
    source_sum double precision DEFAULT 0 NOT NULL,
    source_count bigint DEFAULT 0 NOT NULL,
    CONSTRAINT catalogue_totals_item_type_check CHECK ((item_type = ANY (ARRAY['movie'::text, 'book'::text])))
);

CREATE TABLE cinelibre.crowd (
    is_only boolean DEFAULT true NOT NULL,
    star_counts bigint[] NOT NULL,
    CONSTRAINT crowd_is_only_check CHECK (is_only),
    CONSTRAINT crowd_star_counts_check CHECK ((cardinality(star_counts) = 10))
);

CREATE TABLE cinelibre.daily_counts (
    user_id integer NOT NULL,
    name text NOT NULL,
    day date NOT NULL,
    n_times integer NOT NULL,
    CONSTRAINT daily_counts_n_times_check CHECK ((n_times > 0)),
    CONSTRAINT daily_counts_name_check CHECK ((name <> ''::text))
);

CREATE TABLE cinelibre.decay_clocks (
    name text NOT NULL,
    half_life_days double precision NOT NULL,
    landmark timestamp with time zone DEFAULT date_trunc('day'::text, now()) NOT NULL,
    window_days double precision DEFAULT 14 NOT NULL,
    CONSTRAINT decay_clocks_half_life_days_check CHECK ((half_life_days >= (2)::double precision)),
    CONSTRAINT decay_clocks_window_days_check CHECK ((window_days > (0)::double precision))
);

CREATE TABLE cinelibre.evaluations (
    id integer NOT NULL,
    measured_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    measures jsonb NOT NULL,
    versions jsonb NOT NULL,
    CONSTRAINT evaluations_measures_check CHECK ((jsonb_typeof(measures) = 'object'::text)),
    CONSTRAINT evaluations_versions_check CHECK ((jsonb_typeof(versions) = 'object'::text))
);

ALTER TABLE cinelibre.evaluations ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME cinelibre.evaluations_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE cinelibre.evening_members (
    evening_id bigint NOT NULL,
    member_id uuid NOT NULL,
    expected double precision NOT NULL,
    best double precision NOT NULL,
    satisfaction double precision NOT NULL,
    CONSTRAINT evening_members_satisfaction_check CHECK (((satisfaction >= (0)::double precision) AND (satisfaction <= (1)::double precision)))
);

CREATE TABLE cinelibre.experiment_days (
    experiment_id integer NOT NULL,
    user_id integer NOT NULL,
    day date NOT NULL,
    n_shown integer NOT NULL,
    n_clicked integer NOT NULL,
    n_accepted integer NOT NULL,
    n_refused integer NOT NULL,
    n_rated integer NOT NULL,
    stars double precision NOT NULL
);

CREATE TABLE cinelibre.experiment_readers (
    experiment_id integer NOT NULL,
    user_id integer NOT NULL,
    variant text NOT NULL,
    entered_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    returned_at timestamp with time zone,
    CONSTRAINT experiment_readers_variant_check CHECK ((variant <> ''::text))
);

ALTER TABLE cinelibre.experiments ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME cinelibre.experiments_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE cinelibre.explorable (
    item_id integer NOT NULL,
    item_type text NOT NULL,
    features text[] NOT NULL,
    weights double precision[] NOT NULL,
    added_at timestamp with time zone NOT NULL,
    shown_count integer NOT NULL,
    clicked_count integer NOT NULL,
    seen double precision NOT NULL,
    rater_count integer NOT NULL,
    like_count integer NOT NULL
);

CREATE TABLE cinelibre.explorations (
    recommendation_id uuid NOT NULL,
    user_id integer NOT NULL,
    made_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    place smallint,
    item_id integer,
    propensity double precision,
    choices jsonb,
    prior double precision[],
    told integer,
    preset text,
    preset_propensity double precision,
    counted_at timestamp with time zone,
    CONSTRAINT explorations_check CHECK (((item_id IS NULL) = (propensity IS NULL))),
    CONSTRAINT explorations_check1 CHECK (((preset IS NULL) = (preset_propensity IS NULL))),
    CONSTRAINT explorations_choices_check CHECK ((jsonb_typeof(choices) = 'array'::text)),
    CONSTRAINT explorations_preset_propensity_check CHECK (((preset_propensity > (0)::double precision) AND (preset_propensity <= (1)::double precision))),
    CONSTRAINT explorations_propensity_check CHECK (((propensity > (0)::double precision) AND (propensity <= (1)::double precision)))
);

CREATE TABLE cinelibre.exploring_prior (
    is_only_row boolean DEFAULT true NOT NULL,
    item_count integer DEFAULT 0 NOT NULL,
    seen double precision DEFAULT 0 NOT NULL,
    clicked_count integer DEFAULT 0 NOT NULL,
    rater_count bigint DEFAULT 0 NOT NULL,
    like_count bigint DEFAULT 0 NOT NULL,
    CONSTRAINT exploring_prior_is_only_row_check CHECK (is_only_row)
);

CREATE TABLE cinelibre.exposures (
    item_id integer NOT NULL,
    shown_count integer DEFAULT 0 NOT NULL,
    clicked_count integer DEFAULT 0 NOT NULL,
    seen double precision DEFAULT 0 NOT NULL,
    recent_shown_count integer DEFAULT 0 NOT NULL,
    recent_clicked_count integer DEFAULT 0 NOT NULL,
    recent_seen double precision DEFAULT 0 NOT NULL,
    settled_until timestamp with time zone DEFAULT '-infinity'::timestamp with time zone NOT NULL
);

CREATE TABLE cinelibre.feature_snapshots (
    id bigint NOT NULL,
    user_id integer NOT NULL,
    taken_at timestamp with time zone DEFAULT now() NOT NULL,
    features jsonb NOT NULL,
    CONSTRAINT feature_snapshots_features_check CHECK ((jsonb_typeof(features) = 'object'::text))
);

ALTER TABLE cinelibre.feature_snapshots ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME cinelibre.feature_snapshots_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE cinelibre.features (
    kind text NOT NULL,
    name text NOT NULL,
    item_type text NOT NULL,
    n_items integer NOT NULL,
    share double precision NOT NULL,
    item_ids integer[] NOT NULL,
    CONSTRAINT features_item_type_check CHECK ((item_type = ANY (ARRAY['movie'::text, 'book'::text])))
);

ALTER TABLE cinelibre.feedback ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME cinelibre.feedback_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE cinelibre.followed_items (
    model_id integer NOT NULL,
    item_id integer NOT NULL,
    rater_count integer NOT NULL,
    CONSTRAINT followed_items_rater_count_check CHECK ((rater_count >= 0))
);

CREATE TABLE cinelibre.group_evenings (
    id bigint NOT NULL,
    group_id uuid NOT NULL,
    item_id integer NOT NULL,
    watched_at timestamp with time zone DEFAULT now() NOT NULL
);

ALTER TABLE cinelibre.group_evenings ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME cinelibre.group_evenings_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

ALTER TABLE cinelibre.group_members ALTER COLUMN seat ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME cinelibre.group_members_seat_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE cinelibre.groups (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    name text NOT NULL,
    code text NOT NULL,
    made_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT groups_code_check CHECK ((code <> ''::text)),
    CONSTRAINT groups_name_check CHECK ((name <> ''::text))
);

CREATE TABLE cinelibre.guest_ratings (
    member_id uuid NOT NULL,
    item_id integer NOT NULL,
    rating real NOT NULL,
    place integer NOT NULL,
    CONSTRAINT guest_ratings_rating_check CHECK (((rating >= (0.5)::double precision) AND (rating <= (5)::double precision)))
);

CREATE TABLE cinelibre.impressions (
    user_id integer NOT NULL,
    item_id integer NOT NULL,
    recommendation_id uuid NOT NULL,
    place smallint NOT NULL,
    shown_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    source text,
    variant text,
    row_key text,
    CONSTRAINT impressions_row_key_check CHECK ((row_key <> ''::text)),
    CONSTRAINT impressions_source_check CHECK ((source <> ''::text)),
    CONSTRAINT impressions_variant_check CHECK ((variant <> ''::text))
);

CREATE TABLE cinelibre.inbox (
    event_id uuid NOT NULL,
    applied_at timestamp with time zone DEFAULT now() NOT NULL
);

CREATE TABLE cinelibre.influences (
    id integer NOT NULL,
    user_id integer NOT NULL,
    kind text NOT NULL,
    name text,
    item_id integer,
    weight double precision NOT NULL,
    set_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT influences_check CHECK (((kind = 'item'::text) = (item_id IS NOT NULL))),
    CONSTRAINT influences_check1 CHECK (((kind = 'item'::text) = (name IS NULL))),
    CONSTRAINT influences_kind_check CHECK ((kind = ANY (ARRAY['genre'::text, 'language'::text, 'decade'::text, 'person'::text, 'type'::text, 'item'::text]))),
    CONSTRAINT influences_name_check CHECK ((name <> ''::text)),
    CONSTRAINT influences_weight_check CHECK ((((weight >= (0)::double precision) AND (weight <= (2)::double precision)) AND (weight <> (1)::double precision)))
);

ALTER TABLE cinelibre.influences ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME cinelibre.influences_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE cinelibre.interactions (
    id bigint NOT NULL,
    user_id integer NOT NULL,
    item_id integer,
    interaction_type text NOT NULL,
    occurred_at timestamp with time zone DEFAULT now() NOT NULL,
    rating real,
    seconds integer,
    fraction real,
    query text,
    context jsonb,
    idempotency_key text,
    on_day date,
    CONSTRAINT interactions_context_check CHECK ((jsonb_typeof(context) = 'object'::text)),
    CONSTRAINT interactions_fraction_check CHECK (((fraction >= (0)::double precision) AND (fraction <= (1)::double precision))),
    CONSTRAINT interactions_idempotency_key_check CHECK ((idempotency_key <> ''::text)),
    CONSTRAINT interactions_query_check CHECK ((query <> ''::text)),
    CONSTRAINT interactions_rating_check CHECK ((((rating >= (0.5)::double precision) AND (rating <= (5)::double precision)) AND ((rating * (2)::double precision) = floor((rating * (2)::double precision))))),
    CONSTRAINT interactions_seconds_check CHECK ((seconds >= 0))
);

ALTER TABLE cinelibre.interactions ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME cinelibre.interactions_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE cinelibre.item_embeddings (
    item_id integer NOT NULL,
    item_type text NOT NULL,
    embedding extensions.halfvec(384) NOT NULL,
    text_hash text NOT NULL,
    model_id integer NOT NULL,
    CONSTRAINT item_embeddings_item_type_check CHECK ((item_type = ANY (ARRAY['movie'::text, 'book'::text])))
);

CREATE TABLE cinelibre.item_factors (
    model_id integer NOT NULL,
    item_id integer NOT NULL,
    factors extensions.halfvec(32) NOT NULL
);

CREATE TABLE cinelibre.item_lengths (
    model_id integer NOT NULL,
    item_id integer NOT NULL,
    length real NOT NULL,
    rater_count integer NOT NULL
);

CREATE TABLE cinelibre.item_neighbors (
    model_id integer NOT NULL,
    item_id integer NOT NULL,
    neighbor_ids integer[] NOT NULL,
    weights real[] NOT NULL,
    CONSTRAINT item_neighbors_check CHECK ((cardinality(weights) = cardinality(neighbor_ids)))
);

CREATE TABLE cinelibre.item_sketches (
    item_id integer NOT NULL,
    item_type text NOT NULL,
    year integer,
    language text,
    folded_genres text[] NOT NULL,
    sketch bit(384) NOT NULL
);

CREATE TABLE cinelibre.item_stats (
    item_id integer NOT NULL,
    rater_count integer DEFAULT 0 NOT NULL,
    rating_count integer DEFAULT 0 NOT NULL,
    rating_sum double precision DEFAULT 0 NOT NULL,
    simulated_count integer DEFAULT 0 NOT NULL,
    like_count integer DEFAULT 0 NOT NULL,
    trend double precision DEFAULT 0 NOT NULL,
    mover_count integer DEFAULT 0 NOT NULL,
    third_mover_at timestamp with time zone
)
WITH (fillfactor='70');

CREATE TABLE cinelibre.items (
    id integer NOT NULL,
    item_type text NOT NULL,
    title text NOT NULL,
    original_title text,
    year integer,
    language text,
    genres text[] DEFAULT '{}'::text[] NOT NULL,
    description text,
    image_url text,
    external_rating real,
    external_count integer,
    external_popularity real,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    people text[] DEFAULT '{}'::text[] NOT NULL,
    folded_title text GENERATED ALWAYS AS (cinelibre.fold_title(title)) STORED NOT NULL,
    folded_people text[] GENERATED ALWAYS AS (cinelibre.fold_names(people)) STORED NOT NULL,
    folded_genres text[] GENERATED ALWAYS AS (cinelibre.fold_names(genres)) STORED NOT NULL,
    prominence real GENERATED ALWAYS AS (ln(((1 + COALESCE(external_count, 0)))::double precision)) STORED NOT NULL,
    damped_rating real GENERATED ALWAYS AS (((((COALESCE(external_count, 0))::double precision * COALESCE(external_rating, (0)::real)) + (((50)::numeric *
CASE item_type
    WHEN 'movie'::text THEN 6.3
    ELSE 3.8
END))::double precision) / ((COALESCE(external_count, 0) + 50))::double precision)) STORED NOT NULL,
    keywords text[] DEFAULT '{}'::text[] NOT NULL,
    search tsvector GENERATED ALWAYS AS (cinelibre.search_document(title, original_title, people, genres, keywords, description)) STORED NOT NULL,
    folded_keywords text[] GENERATED ALWAYS AS (cinelibre.fold_names(keywords)) STORED NOT NULL,
    work_id integer,
    CONSTRAINT items_external_count_check CHECK ((external_count >= 0)),
    CONSTRAINT items_external_popularity_check CHECK ((external_popularity >= (0)::double precision)),
    CONSTRAINT items_external_rating_check CHECK (((external_rating >= (0)::double precision) AND (external_rating <= (10)::double precision))),
    CONSTRAINT items_item_type_check CHECK ((item_type = ANY (ARRAY['movie'::text, 'book'::text]))),
    CONSTRAINT items_language_check CHECK ((language ~ '^[a-z]{2,3}$'::text)),
    CONSTRAINT items_title_check CHECK ((title <> ''::text)),
    CONSTRAINT items_year_check CHECK (((year >= '-3000'::integer) AND (year <= 3000)))
);

ALTER TABLE cinelibre.items ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME cinelibre.items_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE cinelibre.job_runs (
    id integer NOT NULL,
    job_name text NOT NULL,
    holder text NOT NULL,
    started_at timestamp with time zone DEFAULT now() NOT NULL,
    beat_at timestamp with time zone DEFAULT now() NOT NULL,
    ended_at timestamp with time zone,
    outcome text,
    counts jsonb DEFAULT '{}'::jsonb NOT NULL,
    errors text[] DEFAULT '{}'::text[] NOT NULL,
    CONSTRAINT job_runs_check CHECK (((ended_at IS NULL) = (outcome IS NULL))),
    CONSTRAINT job_runs_job_name_check CHECK ((job_name ~ '^[a-z][a-z0-9_-]{0,49}$'::text)),
    CONSTRAINT job_runs_outcome_check CHECK ((outcome = ANY (ARRAY['done'::text, 'failed'::text, 'stopped'::text, 'lost'::text])))
);

ALTER TABLE cinelibre.job_runs ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME cinelibre.job_runs_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE cinelibre.known_words (
    word text NOT NULL,
    trigrams text[] GENERATED ALWAYS AS (cinelibre.read_trigrams(word)) STORED NOT NULL
);

CREATE TABLE cinelibre.live_tickets (
    ticket_hash text NOT NULL,
    user_id integer NOT NULL,
    caller_id integer NOT NULL,
    caller_version integer NOT NULL,
    token_ends_at timestamp with time zone NOT NULL,
    made_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    CONSTRAINT live_tickets_ticket_hash_check CHECK ((ticket_hash <> ''::text))
);

CREATE TABLE cinelibre.models (
    id integer NOT NULL,
    kind text NOT NULL,
    name text NOT NULL,
    dimension integer,
    is_active boolean DEFAULT false NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    metrics jsonb DEFAULT '{}'::jsonb NOT NULL,
    weights jsonb,
    is_held boolean DEFAULT false NOT NULL,
    CONSTRAINT models_check CHECK (
CASE kind
    WHEN 'embedding'::text THEN (dimension = 384)
    ELSE (dimension IS NULL)
END),
    CONSTRAINT models_kind_check CHECK ((kind = ANY (ARRAY['embedding'::text, 'ease'::text, 'cosine'::text, 'phi'::text, 'factors'::text]))),
    CONSTRAINT models_weights_check CHECK ((jsonb_typeof(weights) = 'object'::text))
);

ALTER TABLE cinelibre.models ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME cinelibre.models_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE cinelibre.movies (
    item_id integer NOT NULL,
    item_type text DEFAULT 'movie'::text NOT NULL,
    tmdb_id integer,
    imdb_id text,
    release_date date,
    runtime integer,
    directors text[] DEFAULT '{}'::text[] NOT NULL,
    cast_members text[] DEFAULT '{}'::text[] NOT NULL,
    certification text,
    movielens_id integer,
    CONSTRAINT movies_imdb_id_check CHECK ((imdb_id ~ '^tt[0-9]+$'::text)),
    CONSTRAINT movies_item_type_check CHECK ((item_type = 'movie'::text)),
    CONSTRAINT movies_runtime_check CHECK ((runtime > 0))
);

CREATE TABLE cinelibre.notes (
    user_id integer NOT NULL,
    item_id integer NOT NULL,
    body text NOT NULL,
    written_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    CONSTRAINT notes_body_check CHECK (((body <> ''::text) AND (char_length(body) <= 5000)))
);

CREATE TABLE cinelibre.outbox (
    id bigint NOT NULL,
    event_id uuid DEFAULT gen_random_uuid() NOT NULL,
    user_id integer NOT NULL,
    type text NOT NULL,
    version smallint NOT NULL,
    payload jsonb NOT NULL,
    created_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    CONSTRAINT outbox_payload_check CHECK ((jsonb_typeof(payload) = 'object'::text)),
    CONSTRAINT outbox_type_check CHECK ((type = ANY (ARRAY['interaction'::text, 'features'::text, 'feedback'::text])))
)
WITH (autovacuum_vacuum_scale_factor='0.01', autovacuum_vacuum_insert_scale_factor='0.01');

ALTER TABLE cinelibre.outbox ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME cinelibre.outbox_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE cinelibre.outbox_switch (
    is_only_row boolean DEFAULT true NOT NULL,
    is_on boolean DEFAULT false NOT NULL,
    changed_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT outbox_switch_is_only_row_check CHECK (is_only_row)
);

CREATE TABLE cinelibre.person_reports (
    user_id integer NOT NULL,
    other_id integer NOT NULL,
    reason text NOT NULL,
    reported_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT person_reports_check CHECK ((user_id <> other_id)),
    CONSTRAINT person_reports_reason_check CHECK (((reason <> ''::text) AND (length(reason) <= 500)))
);

CREATE TABLE cinelibre.preference_rollups (
    id integer NOT NULL,
    user_id integer NOT NULL,
    item_id integer,
    interaction_type text NOT NULL,
    event_count integer NOT NULL,
    weight double precision NOT NULL,
    first_at timestamp with time zone NOT NULL,
    last_at timestamp with time zone NOT NULL,
    CONSTRAINT preference_rollups_check CHECK ((first_at <= last_at)),
    CONSTRAINT preference_rollups_event_count_check CHECK ((event_count > 0))
);

ALTER TABLE cinelibre.preference_rollups ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME cinelibre.preference_rollups_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE cinelibre.preset_odds (
    band_from integer NOT NULL,
    preset text NOT NULL,
    list_count bigint DEFAULT 0 NOT NULL,
    clicked_count bigint DEFAULT 0 NOT NULL,
    chance double precision,
    CONSTRAINT preset_odds_chance_check CHECK (((chance > (0)::double precision) AND (chance <= (1)::double precision)))
);

CREATE TABLE cinelibre.ratings (
    id integer NOT NULL,
    user_id integer NOT NULL,
    item_id integer NOT NULL,
    rating real NOT NULL,
    source text DEFAULT 'rating'::text NOT NULL,
    rated_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT ratings_rating_check CHECK ((((rating >= (0.5)::double precision) AND (rating <= (5)::double precision)) AND ((rating * (2)::double precision) = floor((rating * (2)::double precision))))),
    CONSTRAINT ratings_source_check CHECK ((source <> ''::text))
);

ALTER TABLE cinelibre.ratings ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME cinelibre.ratings_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE cinelibre.relations (
    user_id integer NOT NULL,
    other_id integer NOT NULL,
    said text NOT NULL,
    said_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT relations_check CHECK ((user_id <> other_id)),
    CONSTRAINT relations_said_check CHECK ((said = ANY (ARRAY['accepted'::text, 'declined'::text, 'blocked'::text])))
);

CREATE TABLE cinelibre.reset_codes (
    user_id integer NOT NULL,
    code_hash text NOT NULL,
    made_at timestamp with time zone DEFAULT now() NOT NULL,
    n_tries integer DEFAULT 0 NOT NULL,
    CONSTRAINT reset_codes_code_hash_check CHECK ((code_hash <> ''::text))
);

CREATE TABLE cinelibre.review_reports (
    review_id integer NOT NULL,
    user_id integer NOT NULL,
    reason text NOT NULL,
    reported_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    CONSTRAINT review_reports_reason_check CHECK (((reason <> ''::text) AND (char_length(reason) <= 500)))
);

ALTER TABLE cinelibre.reviews ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME cinelibre.reviews_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE cinelibre.schema_migrations (
    name text NOT NULL,
    sha256 text NOT NULL,
    applied_at timestamp with time zone DEFAULT now() NOT NULL
);

CREATE TABLE cinelibre.shipped_functions (
    schema_name text NOT NULL,
    function_name text NOT NULL,
    signature text NOT NULL,
    sha256 text NOT NULL,
    shipped_at timestamp with time zone DEFAULT now() NOT NULL,
    retired_by text
);

CREATE TABLE cinelibre.shipped_releases (
    sha256 text NOT NULL,
    shipped_at timestamp with time zone DEFAULT now() NOT NULL
);

CREATE TABLE cinelibre.source_checks (
    item_id integer NOT NULL,
    checked_at timestamp with time zone NOT NULL
);

CREATE TABLE cinelibre.sync_cursors (
    source text NOT NULL,
    language text DEFAULT ''::text NOT NULL,
    span text DEFAULT ''::text NOT NULL,
    "position" jsonb NOT NULL,
    moved_at timestamp with time zone DEFAULT now() NOT NULL
);

CREATE TABLE cinelibre.title_keys (
    item_id integer NOT NULL,
    key text NOT NULL COLLATE pg_catalog."C",
    kind text NOT NULL,
    item_type text NOT NULL,
    prominence real NOT NULL,
    CONSTRAINT title_keys_kind_check CHECK ((kind = ANY (ARRAY['title'::text, 'original'::text, 'plain'::text, 'short'::text])))
);

CREATE TABLE cinelibre.trained_rows (
    model_id integer NOT NULL,
    item_id integer NOT NULL,
    neighbor_ids integer[] NOT NULL,
    weights real[] NOT NULL,
    CONSTRAINT trained_rows_check CHECK ((cardinality(weights) = cardinality(neighbor_ids)))
);

ALTER TABLE cinelibre.users ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME cinelibre.users_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

ALTER TABLE ONLY cinelibre.api_budgets
    ADD CONSTRAINT api_budgets_pkey PRIMARY KEY (api, day);

ALTER TABLE ONLY cinelibre.audit_events
    ADD CONSTRAINT audit_events_pkey PRIMARY KEY (id);

ALTER TABLE ONLY cinelibre.books
    ADD CONSTRAINT books_google_id_key UNIQUE (google_id);

ALTER TABLE ONLY cinelibre.books
    ADD CONSTRAINT books_isbn13_key UNIQUE (isbn13);

ALTER TABLE ONLY cinelibre.books
    ADD CONSTRAINT books_pkey PRIMARY KEY (item_id);

ALTER TABLE ONLY cinelibre.catalogue_totals
    ADD CONSTRAINT catalogue_totals_pkey PRIMARY KEY (item_type);

ALTER TABLE ONLY cinelibre.crowd
    ADD CONSTRAINT crowd_pkey PRIMARY KEY (is_only);

ALTER TABLE ONLY cinelibre.daily_counts
    ADD CONSTRAINT daily_counts_pkey PRIMARY KEY (user_id, name);

ALTER TABLE ONLY cinelibre.decay_clocks
    ADD CONSTRAINT decay_clocks_pkey PRIMARY KEY (name);

ALTER TABLE ONLY cinelibre.evaluations
    ADD CONSTRAINT evaluations_pkey PRIMARY KEY (id);

ALTER TABLE ONLY cinelibre.evening_members
    ADD CONSTRAINT evening_members_pkey PRIMARY KEY (evening_id, member_id);

ALTER TABLE ONLY cinelibre.experiment_days
    ADD CONSTRAINT experiment_days_pkey PRIMARY KEY (experiment_id, user_id, day);

ALTER TABLE ONLY cinelibre.experiment_readers
    ADD CONSTRAINT experiment_readers_pkey PRIMARY KEY (experiment_id, user_id);

ALTER TABLE ONLY cinelibre.experiments
    ADD CONSTRAINT experiments_name_key UNIQUE (name);

ALTER TABLE ONLY cinelibre.experiments
    ADD CONSTRAINT experiments_pkey PRIMARY KEY (id);

ALTER TABLE ONLY cinelibre.explorable
    ADD CONSTRAINT explorable_pkey PRIMARY KEY (item_id);

ALTER TABLE ONLY cinelibre.explorations
    ADD CONSTRAINT explorations_pkey PRIMARY KEY (recommendation_id);

ALTER TABLE ONLY cinelibre.exploring_prior
    ADD CONSTRAINT exploring_prior_pkey PRIMARY KEY (is_only_row);

ALTER TABLE ONLY cinelibre.exposures
    ADD CONSTRAINT exposures_pkey PRIMARY KEY (item_id);

ALTER TABLE ONLY cinelibre.feature_snapshots
    ADD CONSTRAINT feature_snapshots_pkey PRIMARY KEY (id);

ALTER TABLE ONLY cinelibre.features
    ADD CONSTRAINT features_pkey PRIMARY KEY (kind, name, item_type);

ALTER TABLE ONLY cinelibre.feedback
    ADD CONSTRAINT feedback_pkey PRIMARY KEY (id);

ALTER TABLE ONLY cinelibre.feedback
    ADD CONSTRAINT feedback_user_id_recommendation_id_item_id_kind_key UNIQUE (user_id, recommendation_id, item_id, kind);

ALTER TABLE ONLY cinelibre.followed_items
    ADD CONSTRAINT followed_items_pkey PRIMARY KEY (model_id, item_id);

ALTER TABLE ONLY cinelibre.group_evenings
    ADD CONSTRAINT group_evenings_pkey PRIMARY KEY (id);

ALTER TABLE ONLY cinelibre.group_members
    ADD CONSTRAINT group_members_group_id_user_id_key UNIQUE (group_id, user_id);

ALTER TABLE ONLY cinelibre.group_members
    ADD CONSTRAINT group_members_guest_key_hash_key UNIQUE (guest_key_hash);

ALTER TABLE ONLY cinelibre.group_members
    ADD CONSTRAINT group_members_pkey PRIMARY KEY (id);

ALTER TABLE ONLY cinelibre.group_members
    ADD CONSTRAINT group_members_seat_key UNIQUE (seat);

ALTER TABLE ONLY cinelibre.groups
    ADD CONSTRAINT groups_code_key UNIQUE (code);

ALTER TABLE ONLY cinelibre.groups
    ADD CONSTRAINT groups_pkey PRIMARY KEY (id);

ALTER TABLE ONLY cinelibre.guest_ratings
    ADD CONSTRAINT guest_ratings_pkey PRIMARY KEY (member_id, item_id);

ALTER TABLE ONLY cinelibre.impressions
    ADD CONSTRAINT impressions_pkey PRIMARY KEY (recommendation_id, item_id);

ALTER TABLE ONLY cinelibre.inbox
    ADD CONSTRAINT inbox_pkey PRIMARY KEY (event_id);

ALTER TABLE ONLY cinelibre.influences
    ADD CONSTRAINT influences_pkey PRIMARY KEY (id);

ALTER TABLE ONLY cinelibre.influences
    ADD CONSTRAINT influences_user_id_kind_name_item_id_key UNIQUE NULLS NOT DISTINCT (user_id, kind, name, item_id);

ALTER TABLE ONLY cinelibre.interaction_types
    ADD CONSTRAINT interaction_types_pkey PRIMARY KEY (name);

ALTER TABLE ONLY cinelibre.interactions
    ADD CONSTRAINT interactions_pkey PRIMARY KEY (id);

ALTER TABLE ONLY cinelibre.item_embeddings
    ADD CONSTRAINT item_embeddings_pkey PRIMARY KEY (item_id);

ALTER TABLE ONLY cinelibre.item_factors
    ADD CONSTRAINT item_factors_pkey PRIMARY KEY (model_id, item_id);

ALTER TABLE ONLY cinelibre.item_lengths
    ADD CONSTRAINT item_lengths_pkey PRIMARY KEY (model_id, item_id);

ALTER TABLE ONLY cinelibre.item_neighbors
    ADD CONSTRAINT item_neighbors_pkey PRIMARY KEY (model_id, item_id);

ALTER TABLE ONLY cinelibre.item_sketches
    ADD CONSTRAINT item_sketches_pkey PRIMARY KEY (item_id);

ALTER TABLE ONLY cinelibre.item_stats
    ADD CONSTRAINT item_stats_pkey PRIMARY KEY (item_id);

ALTER TABLE ONLY cinelibre.items
    ADD CONSTRAINT items_id_item_type_key UNIQUE (id, item_type);

ALTER TABLE ONLY cinelibre.items
    ADD CONSTRAINT items_pkey PRIMARY KEY (id);

ALTER TABLE ONLY cinelibre.job_runs
    ADD CONSTRAINT job_runs_pkey PRIMARY KEY (id);

ALTER TABLE ONLY cinelibre.known_words
    ADD CONSTRAINT known_words_pkey PRIMARY KEY (word);

ALTER TABLE ONLY cinelibre.live_tickets
    ADD CONSTRAINT live_tickets_pkey PRIMARY KEY (ticket_hash);

ALTER TABLE ONLY cinelibre.models
    ADD CONSTRAINT models_kind_name_key UNIQUE (kind, name);

ALTER TABLE ONLY cinelibre.models
    ADD CONSTRAINT models_pkey PRIMARY KEY (id);

ALTER TABLE ONLY cinelibre.movies
    ADD CONSTRAINT movies_imdb_id_key UNIQUE (imdb_id);

ALTER TABLE ONLY cinelibre.movies
    ADD CONSTRAINT movies_movielens_id_key UNIQUE (movielens_id);

ALTER TABLE ONLY cinelibre.movies
    ADD CONSTRAINT movies_pkey PRIMARY KEY (item_id);

ALTER TABLE ONLY cinelibre.movies
    ADD CONSTRAINT movies_tmdb_id_key UNIQUE (tmdb_id);

ALTER TABLE ONLY cinelibre.notes
    ADD CONSTRAINT notes_pkey PRIMARY KEY (user_id, item_id);

ALTER TABLE ONLY cinelibre.outbox
    ADD CONSTRAINT outbox_pkey PRIMARY KEY (id);

ALTER TABLE ONLY cinelibre.outbox_switch
    ADD CONSTRAINT outbox_switch_pkey PRIMARY KEY (is_only_row);

ALTER TABLE ONLY cinelibre.person_reports
    ADD CONSTRAINT person_reports_pkey PRIMARY KEY (user_id, other_id);

ALTER TABLE ONLY cinelibre.preference_rollups
    ADD CONSTRAINT preference_rollups_pkey PRIMARY KEY (id);

ALTER TABLE ONLY cinelibre.preference_rollups
    ADD CONSTRAINT preference_rollups_user_id_item_id_interaction_type_key UNIQUE NULLS NOT DISTINCT (user_id, item_id, interaction_type);

ALTER TABLE ONLY cinelibre.preset_odds
    ADD CONSTRAINT preset_odds_pkey PRIMARY KEY (band_from, preset);

ALTER TABLE ONLY cinelibre.ratings
    ADD CONSTRAINT ratings_item_id_user_id_rating_key UNIQUE (item_id, user_id) INCLUDE (rating);

ALTER TABLE ONLY cinelibre.ratings
    ADD CONSTRAINT ratings_pkey PRIMARY KEY (user_id, item_id) INCLUDE (rating);

ALTER TABLE ONLY cinelibre.recommendation_lists
    ADD CONSTRAINT recommendation_lists_pkey PRIMARY KEY (id);

ALTER TABLE ONLY cinelibre.relations
    ADD CONSTRAINT relations_pkey PRIMARY KEY (user_id, other_id);

ALTER TABLE ONLY cinelibre.reset_codes
    ADD CONSTRAINT reset_codes_pkey PRIMARY KEY (user_id, code_hash);

ALTER TABLE ONLY cinelibre.review_reports
    ADD CONSTRAINT review_reports_pkey PRIMARY KEY (review_id, user_id);

ALTER TABLE ONLY cinelibre.reviews
    ADD CONSTRAINT reviews_pkey PRIMARY KEY (id);

ALTER TABLE ONLY cinelibre.reviews
    ADD CONSTRAINT reviews_user_id_item_id_key UNIQUE (user_id, item_id);

ALTER TABLE ONLY cinelibre.schema_migrations
    ADD CONSTRAINT schema_migrations_pkey PRIMARY KEY (name);

ALTER TABLE ONLY cinelibre.seasons
    ADD CONSTRAINT seasons_pkey PRIMARY KEY (name, from_day);

ALTER TABLE ONLY cinelibre.shelf
    ADD CONSTRAINT shelf_pkey PRIMARY KEY (user_id, item_id);

ALTER TABLE ONLY cinelibre.shipped_functions
    ADD CONSTRAINT shipped_functions_pkey PRIMARY KEY (schema_name, function_name);

ALTER TABLE ONLY cinelibre.shipped_releases
    ADD CONSTRAINT shipped_releases_pkey PRIMARY KEY (sha256);

ALTER TABLE ONLY cinelibre.source_checks
    ADD CONSTRAINT source_checks_pkey PRIMARY KEY (item_id);

ALTER TABLE ONLY cinelibre.sync_cursors
    ADD CONSTRAINT sync_cursors_pkey PRIMARY KEY (source, language, span);

ALTER TABLE ONLY cinelibre.title_keys
    ADD CONSTRAINT title_keys_pkey PRIMARY KEY (item_id, key);

ALTER TABLE ONLY cinelibre.trained_rows
    ADD CONSTRAINT trained_rows_pkey PRIMARY KEY (model_id, item_id);

ALTER TABLE ONLY cinelibre.user_interaction_summary
    ADD CONSTRAINT user_interaction_summary_pkey PRIMARY KEY (user_id);

ALTER TABLE ONLY cinelibre.user_neighbors
    ADD CONSTRAINT user_neighbors_pkey PRIMARY KEY (user_id);

ALTER TABLE ONLY cinelibre.users
    ADD CONSTRAINT users_email_key UNIQUE (email);

ALTER TABLE ONLY cinelibre.users
    ADD CONSTRAINT users_external_id_key UNIQUE (external_id);

ALTER TABLE ONLY cinelibre.users
    ADD CONSTRAINT users_person_id_key UNIQUE (person_id);

ALTER TABLE ONLY cinelibre.users
    ADD CONSTRAINT users_pkey PRIMARY KEY (id);

CREATE INDEX audit_events_by_actor ON cinelibre.audit_events USING btree (actor_id);

CREATE INDEX audit_events_by_user ON cinelibre.audit_events USING btree (user_id, occurred_at DESC, id);

CREATE INDEX evening_members_by_member ON cinelibre.evening_members USING btree (member_id);

CREATE INDEX experiment_readers_by_user ON cinelibre.experiment_readers USING btree (user_id);

CREATE INDEX explorations_by_age ON cinelibre.explorations USING btree (made_at);

CREATE INDEX explorations_by_item ON cinelibre.explorations USING btree (item_id);

CREATE INDEX explorations_by_user ON cinelibre.explorations USING btree (user_id);

CREATE INDEX explorations_uncounted ON cinelibre.explorations USING btree (made_at, recommendation_id) WHERE ((preset IS NOT NULL) AND (counted_at IS NULL));

CREATE INDEX feature_snapshots_by_user ON cinelibre.feature_snapshots USING btree (user_id, id DESC);

CREATE INDEX feedback_by_item ON cinelibre.feedback USING btree (item_id);

CREATE INDEX feedback_by_list ON cinelibre.feedback USING btree (recommendation_id, item_id);

CREATE INDEX feedback_by_user ON cinelibre.feedback USING btree (user_id, given_at DESC, id);

CREATE INDEX followed_items_by_item ON cinelibre.followed_items USING btree (item_id);

CREATE INDEX group_evenings_by_group ON cinelibre.group_evenings USING btree (group_id, id);

CREATE INDEX group_evenings_by_item ON cinelibre.group_evenings USING btree (item_id);

CREATE INDEX group_members_by_user ON cinelibre.group_members USING btree (user_id);

CREATE INDEX guest_ratings_by_item ON cinelibre.guest_ratings USING btree (item_id);

CREATE INDEX impressions_by_age ON cinelibre.impressions USING btree (shown_at);

CREATE INDEX impressions_by_item ON cinelibre.impressions USING btree (item_id);

CREATE INDEX impressions_by_user ON cinelibre.impressions USING btree (user_id, shown_at DESC, item_id);

CREATE INDEX inbox_by_age ON cinelibre.inbox USING btree (applied_at);

CREATE INDEX influences_by_item ON cinelibre.influences USING btree (item_id, user_id) WHERE (item_id IS NOT NULL);

CREATE INDEX influences_item_id_idx ON cinelibre.influences USING btree (item_id);

CREATE INDEX interactions_by_item_and_time ON cinelibre.interactions USING btree (item_id, occurred_at DESC);

CREATE INDEX interactions_by_moment ON cinelibre.interactions USING brin (occurred_at);

CREATE INDEX interactions_by_user ON cinelibre.interactions USING btree (user_id, occurred_at DESC, id);

CREATE UNIQUE INDEX interactions_once ON cinelibre.interactions USING btree (user_id, idempotency_key) WHERE (idempotency_key IS NOT NULL);

CREATE INDEX interactions_searches ON cinelibre.interactions USING btree (user_id, occurred_at DESC, id) WHERE (interaction_type = 'search'::text);

CREATE INDEX item_embeddings_book_hnsw ON cinelibre.item_embeddings USING hnsw (embedding extensions.halfvec_cosine_ops) WHERE (item_type = 'book'::text);

CREATE INDEX item_embeddings_movie_hnsw ON cinelibre.item_embeddings USING hnsw (embedding extensions.halfvec_cosine_ops) WHERE (item_type = 'movie'::text);

CREATE INDEX item_factors_by_item ON cinelibre.item_factors USING btree (item_id);

CREATE INDEX item_factors_hnsw ON cinelibre.item_factors USING hnsw (factors extensions.halfvec_ip_ops);

CREATE INDEX item_lengths_by_item ON cinelibre.item_lengths USING btree (item_id);

CREATE INDEX item_neighbors_by_item ON cinelibre.item_neighbors USING btree (item_id);

CREATE INDEX item_sketches_by_filters ON cinelibre.item_sketches USING gin (folded_genres, (ARRAY[language]));

CREATE INDEX item_stats_by_likes ON cinelibre.item_stats USING btree (like_count DESC, item_id);

CREATE INDEX item_stats_by_trend ON cinelibre.item_stats USING btree (trend DESC, item_id) WHERE (trend > (0)::double precision);

CREATE INDEX items_by_folded_title ON cinelibre.items USING btree (folded_title text_pattern_ops) INCLUDE (item_type, prominence, id);

CREATE INDEX items_by_genres ON cinelibre.items USING gin (folded_genres);

CREATE INDEX items_by_keywords ON cinelibre.items USING gin (folded_keywords);

CREATE INDEX items_by_language ON cinelibre.items USING btree (item_type, language, id);

CREATE INDEX items_by_name ON cinelibre.items USING btree (item_type, lower(title), year);

CREATE INDEX items_by_people ON cinelibre.items USING gin (folded_people);

CREATE INDEX items_by_popularity ON cinelibre.items USING btree (external_popularity DESC NULLS LAST, prominence DESC, id);

CREATE INDEX items_by_prominence ON cinelibre.items USING btree (item_type, prominence DESC, id) INCLUDE (folded_title);

CREATE INDEX items_by_rating ON cinelibre.items USING btree (item_type, damped_rating DESC, id);

CREATE INDEX items_by_search ON cinelibre.items USING gin (search);

CREATE INDEX items_by_title_words ON cinelibre.items USING gin (ts_filter(search, '{a}'::"char"[]));

CREATE INDEX items_by_type ON cinelibre.items USING btree (item_type, id);

CREATE INDEX items_by_work ON cinelibre.items USING btree (work_id, id) WHERE (work_id IS NOT NULL);

CREATE INDEX items_by_year ON cinelibre.items USING btree (item_type, year DESC NULLS LAST, id);

CREATE INDEX items_in_title_order ON cinelibre.items USING btree (item_type, folded_title, id);

CREATE INDEX items_with_editions ON cinelibre.items USING btree (id) INCLUDE (work_id) WHERE (work_id IS NOT NULL);

CREATE INDEX job_runs_by_name ON cinelibre.job_runs USING btree (job_name, id DESC);

CREATE UNIQUE INDEX job_runs_under_way ON cinelibre.job_runs USING btree (job_name) WHERE (ended_at IS NULL);

CREATE INDEX known_words_by_trigrams ON cinelibre.known_words USING gin (trigrams);

CREATE INDEX live_tickets_by_caller ON cinelibre.live_tickets USING btree (caller_id);

CREATE INDEX live_tickets_by_user ON cinelibre.live_tickets USING btree (user_id, made_at);

CREATE UNIQUE INDEX models_one_active ON cinelibre.models USING btree (kind) WHERE is_active;

CREATE INDEX notes_by_item ON cinelibre.notes USING btree (item_id);

CREATE INDEX outbox_by_user ON cinelibre.outbox USING btree (user_id);

CREATE INDEX person_reports_by_other ON cinelibre.person_reports USING btree (other_id);

CREATE INDEX preference_rollups_by_item ON cinelibre.preference_rollups USING btree (item_id);

CREATE INDEX recommendation_lists_by_age ON cinelibre.recommendation_lists USING btree (created_at, id);

CREATE INDEX recommendation_lists_by_user ON cinelibre.recommendation_lists USING btree (user_id, created_at DESC, id);

CREATE UNIQUE INDEX recommendation_lists_one_current ON cinelibre.recommendation_lists USING btree (user_id, COALESCE(item_type, ''::text)) WHERE is_current;

CREATE INDEX relations_by_other ON cinelibre.relations USING btree (other_id, user_id) INCLUDE (said);

CREATE INDEX reset_codes_by_age ON cinelibre.reset_codes USING btree (made_at);

CREATE INDEX review_reports_by_user ON cinelibre.review_reports USING btree (user_id, review_id);

CREATE INDEX reviews_by_item ON cinelibre.reviews USING btree (item_id, written_at DESC, id);

CREATE INDEX shelf_by_hidden ON cinelibre.shelf USING btree (user_id, hidden_at DESC, item_id) WHERE (hidden_at IS NOT NULL);

CREATE INDEX shelf_by_item ON cinelibre.shelf USING btree (item_id);

CREATE INDEX shelf_by_watchlist ON cinelibre.shelf USING btree (user_id, on_watchlist_at DESC, item_id) WHERE (on_watchlist_at IS NOT NULL);

CREATE INDEX source_checks_by_age ON cinelibre.source_checks USING btree (checked_at, item_id);

CREATE INDEX title_keys_by_key ON cinelibre.title_keys USING btree (key) INCLUDE (kind, item_type, prominence, item_id);

CREATE INDEX trained_rows_by_item ON cinelibre.trained_rows USING btree (item_id);

CREATE TRIGGER count_changed_items AFTER UPDATE ON cinelibre.items REFERENCING OLD TABLE AS old_items NEW TABLE AS new_items FOR EACH STATEMENT EXECUTE FUNCTION cinelibre.count_catalogue();

CREATE TRIGGER count_changed_ratings AFTER UPDATE ON cinelibre.ratings REFERENCING OLD TABLE AS old_ratings NEW TABLE AS new_ratings FOR EACH STATEMENT EXECUTE FUNCTION cinelibre.count_ratings();

CREATE TRIGGER count_changed_saved AFTER UPDATE ON cinelibre.shelf REFERENCING OLD TABLE AS old_marks NEW TABLE AS new_marks FOR EACH STATEMENT EXECUTE FUNCTION cinelibre.count_saved();

CREATE TRIGGER count_changed_summaries AFTER UPDATE ON cinelibre.user_interaction_summary REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION cinelibre.count_crowd();

CREATE TRIGGER count_deleted_items AFTER DELETE ON cinelibre.items REFERENCING OLD TABLE AS old_items FOR EACH STATEMENT EXECUTE FUNCTION cinelibre.count_catalogue();

CREATE TRIGGER count_deleted_ratings AFTER DELETE ON cinelibre.ratings REFERENCING OLD TABLE AS old_ratings FOR EACH STATEMENT EXECUTE FUNCTION cinelibre.count_ratings();

CREATE TRIGGER count_deleted_summaries AFTER DELETE ON cinelibre.user_interaction_summary REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION cinelibre.count_crowd();

CREATE TRIGGER count_new_items AFTER INSERT ON cinelibre.items REFERENCING NEW TABLE AS new_items FOR EACH STATEMENT EXECUTE FUNCTION cinelibre.count_catalogue();

CREATE TRIGGER count_new_ratings AFTER INSERT ON cinelibre.ratings REFERENCING NEW TABLE AS new_ratings FOR EACH STATEMENT EXECUTE FUNCTION cinelibre.count_ratings();

CREATE TRIGGER count_new_saved AFTER INSERT ON cinelibre.shelf REFERENCING NEW TABLE AS new_marks FOR EACH STATEMENT EXECUTE FUNCTION cinelibre.count_saved();

CREATE TRIGGER count_new_summaries AFTER INSERT ON cinelibre.user_interaction_summary REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION cinelibre.count_crowd();

CREATE TRIGGER count_trend AFTER INSERT ON cinelibre.interactions REFERENCING NEW TABLE AS new_interactions FOR EACH STATEMENT EXECUTE FUNCTION cinelibre.count_trend();

CREATE TRIGGER delete_left_groups AFTER DELETE ON cinelibre.group_members REFERENCING OLD TABLE AS left_members FOR EACH STATEMENT EXECUTE FUNCTION cinelibre.delete_left_groups();

CREATE TRIGGER keep_changed_title_keys AFTER UPDATE ON cinelibre.items REFERENCING OLD TABLE AS old_items NEW TABLE AS new_items FOR EACH STATEMENT EXECUTE FUNCTION cinelibre.keep_title_keys();

CREATE TRIGGER keep_changed_works AFTER UPDATE ON cinelibre.items REFERENCING OLD TABLE AS old_items NEW TABLE AS new_items FOR EACH STATEMENT EXECUTE FUNCTION cinelibre.keep_works();

CREATE TRIGGER keep_deleted_works AFTER DELETE ON cinelibre.items REFERENCING OLD TABLE AS old_items FOR EACH STATEMENT EXECUTE FUNCTION cinelibre.keep_works();

CREATE TRIGGER keep_new_title_keys AFTER INSERT ON cinelibre.items REFERENCING NEW TABLE AS new_items FOR EACH STATEMENT EXECUTE FUNCTION cinelibre.keep_title_keys();

CREATE TRIGGER keep_new_works AFTER INSERT ON cinelibre.items REFERENCING NEW TABLE AS new_items FOR EACH STATEMENT EXECUTE FUNCTION cinelibre.keep_works();

CREATE TRIGGER keep_works_of_changed_movies AFTER UPDATE ON cinelibre.movies REFERENCING OLD TABLE AS old_movies NEW TABLE AS new_movies FOR EACH STATEMENT EXECUTE FUNCTION cinelibre.keep_works_of_movies();

CREATE TRIGGER keep_works_of_new_movies AFTER INSERT ON cinelibre.movies REFERENCING NEW TABLE AS new_movies FOR EACH STATEMENT EXECUTE FUNCTION cinelibre.keep_works_of_movies();

CREATE TRIGGER learn_changed_words AFTER UPDATE ON cinelibre.items REFERENCING NEW TABLE AS new_items FOR EACH STATEMENT EXECUTE FUNCTION cinelibre.learn_words();

CREATE TRIGGER learn_new_words AFTER INSERT ON cinelibre.items REFERENCING NEW TABLE AS new_items FOR EACH STATEMENT EXECUTE FUNCTION cinelibre.learn_words();

CREATE TRIGGER sketch_embedding AFTER INSERT OR UPDATE OF embedding ON cinelibre.item_embeddings FOR EACH ROW EXECUTE FUNCTION cinelibre.sketch_embedding();

CREATE TRIGGER sketch_item AFTER UPDATE ON cinelibre.items FOR EACH ROW WHEN ((((old.year IS DISTINCT FROM new.year) OR (old.language IS DISTINCT FROM new.language)) OR (old.folded_genres IS DISTINCT FROM new.folded_genres))) EXECUTE FUNCTION cinelibre.sketch_item();

CREATE TRIGGER skip_unchanged BEFORE UPDATE ON cinelibre.books FOR EACH ROW WHEN ((NOT (old.* IS DISTINCT FROM new.*))) EXECUTE FUNCTION cinelibre.skip_update();

CREATE TRIGGER skip_unchanged BEFORE UPDATE ON cinelibre.item_embeddings FOR EACH ROW WHEN ((NOT (old.* IS DISTINCT FROM new.*))) EXECUTE FUNCTION cinelibre.skip_update();

CREATE TRIGGER skip_unchanged BEFORE UPDATE ON cinelibre.items FOR EACH ROW EXECUTE FUNCTION cinelibre.skip_unchanged_item();

CREATE TRIGGER skip_unchanged BEFORE UPDATE ON cinelibre.movies FOR EACH ROW WHEN ((NOT (old.* IS DISTINCT FROM new.*))) EXECUTE FUNCTION cinelibre.skip_update();

CREATE TRIGGER stream_changed_feedback AFTER UPDATE ON cinelibre.feedback REFERENCING NEW TABLE AS new_feedback FOR EACH STATEMENT EXECUTE FUNCTION cinelibre.stream_feedback();

CREATE TRIGGER stream_features AFTER INSERT ON cinelibre.feature_snapshots REFERENCING NEW TABLE AS new_snapshots FOR EACH STATEMENT EXECUTE FUNCTION cinelibre.stream_features();

CREATE TRIGGER stream_interactions AFTER INSERT ON cinelibre.interactions REFERENCING NEW TABLE AS new_interactions FOR EACH STATEMENT EXECUTE FUNCTION cinelibre.stream_interactions();

CREATE TRIGGER stream_new_feedback AFTER INSERT ON cinelibre.feedback REFERENCING NEW TABLE AS new_feedback FOR EACH STATEMENT EXECUTE FUNCTION cinelibre.stream_feedback();

ALTER TABLE ONLY cinelibre.audit_events
    ADD CONSTRAINT audit_events_actor_id_fkey FOREIGN KEY (actor_id) REFERENCES cinelibre.users(id) ON DELETE SET NULL;

ALTER TABLE ONLY cinelibre.audit_events
    ADD CONSTRAINT audit_events_user_id_fkey FOREIGN KEY (user_id) REFERENCES cinelibre.users(id) ON DELETE SET NULL;

ALTER TABLE ONLY cinelibre.books
    ADD CONSTRAINT books_item_id_item_type_fkey FOREIGN KEY (item_id, item_type) REFERENCES cinelibre.items(id, item_type) ON DELETE CASCADE;

ALTER TABLE ONLY cinelibre.daily_counts
    ADD CONSTRAINT daily_counts_user_id_fkey FOREIGN KEY (user_id) REFERENCES cinelibre.users(id) ON DELETE CASCADE;

ALTER TABLE ONLY cinelibre.evening_members
    ADD CONSTRAINT evening_members_evening_id_fkey FOREIGN KEY (evening_id) REFERENCES cinelibre.group_evenings(id) ON DELETE CASCADE;

ALTER TABLE ONLY cinelibre.evening_members
    ADD CONSTRAINT evening_members_member_id_fkey FOREIGN KEY (member_id) REFERENCES cinelibre.group_members(id) ON DELETE CASCADE;

ALTER TABLE ONLY cinelibre.experiment_days
    ADD CONSTRAINT experiment_days_experiment_id_user_id_fkey FOREIGN KEY (experiment_id, user_id) REFERENCES cinelibre.experiment_readers(experiment_id, user_id) ON DELETE CASCADE;

ALTER TABLE ONLY cinelibre.experiment_readers
    ADD CONSTRAINT experiment_readers_experiment_id_fkey FOREIGN KEY (experiment_id) REFERENCES cinelibre.experiments(id) ON DELETE CASCADE;

ALTER TABLE ONLY cinelibre.experiment_readers
    ADD CONSTRAINT experiment_readers_user_id_fkey FOREIGN KEY (user_id) REFERENCES cinelibre.users(id) ON DELETE CASCADE;

ALTER TABLE ONLY cinelibre.explorable
    ADD CONSTRAINT explorable_item_id_fkey FOREIGN KEY (item_id) REFERENCES cinelibre.items(id) ON DELETE CASCADE;

ALTER TABLE ONLY cinelibre.explorations
    ADD CONSTRAINT explorations_item_id_fkey FOREIGN KEY (item_id) REFERENCES cinelibre.items(id) ON DELETE CASCADE;

ALTER TABLE ONLY cinelibre.explorations
    ADD CONSTRAINT explorations_user_id_fkey FOREIGN KEY (user_id) REFERENCES cinelibre.users(id) ON DELETE CASCADE;

ALTER TABLE ONLY cinelibre.exposures
    ADD CONSTRAINT exposures_item_id_fkey FOREIGN KEY (item_id) REFERENCES cinelibre.items(id) ON DELETE CASCADE;

ALTER TABLE ONLY cinelibre.feature_snapshots
    ADD CONSTRAINT feature_snapshots_user_id_fkey FOREIGN KEY (user_id) REFERENCES cinelibre.users(id) ON DELETE CASCADE;

ALTER TABLE ONLY cinelibre.feedback
    ADD CONSTRAINT feedback_item_id_fkey FOREIGN KEY (item_id) REFERENCES cinelibre.items(id) ON DELETE CASCADE;

ALTER TABLE ONLY cinelibre.feedback
    ADD CONSTRAINT feedback_signal_fkey FOREIGN KEY (signal) REFERENCES cinelibre.interaction_types(name);

ALTER TABLE ONLY cinelibre.feedback
    ADD CONSTRAINT feedback_user_id_fkey FOREIGN KEY (user_id) REFERENCES cinelibre.users(id) ON DELETE CASCADE;

ALTER TABLE ONLY cinelibre.followed_items
    ADD CONSTRAINT followed_items_item_id_fkey FOREIGN KEY (item_id) REFERENCES cinelibre.items(id) ON DELETE CASCADE;

ALTER TABLE ONLY cinelibre.followed_items
    ADD CONSTRAINT followed_items_model_id_fkey FOREIGN KEY (model_id) REFERENCES cinelibre.models(id) ON DELETE CASCADE;

ALTER TABLE ONLY cinelibre.group_evenings
    ADD CONSTRAINT group_evenings_group_id_fkey FOREIGN KEY (group_id) REFERENCES cinelibre.groups(id) ON DELETE CASCADE;

ALTER TABLE ONLY cinelibre.group_evenings
    ADD CONSTRAINT group_evenings_item_id_fkey FOREIGN KEY (item_id) REFERENCES cinelibre.items(id) ON DELETE CASCADE;

ALTER TABLE ONLY cinelibre.group_members
    ADD CONSTRAINT group_members_group_id_fkey FOREIGN KEY (group_id) REFERENCES cinelibre.groups(id) ON DELETE CASCADE;

ALTER TABLE ONLY cinelibre.group_members
    ADD CONSTRAINT group_members_user_id_fkey FOREIGN KEY (user_id) REFERENCES cinelibre.users(id) ON DELETE CASCADE;

ALTER TABLE ONLY cinelibre.guest_ratings
    ADD CONSTRAINT guest_ratings_item_id_fkey FOREIGN KEY (item_id) REFERENCES cinelibre.items(id) ON DELETE CASCADE;

ALTER TABLE ONLY cinelibre.guest_ratings
    ADD CONSTRAINT guest_ratings_member_id_fkey FOREIGN KEY (member_id) REFERENCES cinelibre.group_members(id) ON DELETE CASCADE;

ALTER TABLE ONLY cinelibre.impressions
    ADD CONSTRAINT impressions_item_id_fkey FOREIGN KEY (item_id) REFERENCES cinelibre.items(id) ON DELETE CASCADE;

ALTER TABLE ONLY cinelibre.impressions
    ADD CONSTRAINT impressions_user_id_fkey FOREIGN KEY (user_id) REFERENCES cinelibre.users(id) ON DELETE CASCADE;

ALTER TABLE ONLY cinelibre.influences
    ADD CONSTRAINT influences_item_id_fkey FOREIGN KEY (item_id) REFERENCES cinelibre.items(id) ON DELETE CASCADE;

ALTER TABLE ONLY cinelibre.influences
    ADD CONSTRAINT influences_user_id_fkey FOREIGN KEY (user_id) REFERENCES cinelibre.users(id) ON DELETE CASCADE;

ALTER TABLE ONLY cinelibre.interaction_types
    ADD CONSTRAINT interaction_types_undoes_fkey FOREIGN KEY (undoes) REFERENCES cinelibre.interaction_types(name);

ALTER TABLE ONLY cinelibre.interactions
    ADD CONSTRAINT interactions_interaction_type_fkey FOREIGN KEY (interaction_type) REFERENCES cinelibre.interaction_types(name);

ALTER TABLE ONLY cinelibre.interactions
    ADD CONSTRAINT interactions_item_id_fkey FOREIGN KEY (item_id) REFERENCES cinelibre.items(id) ON DELETE CASCADE;

ALTER TABLE ONLY cinelibre.interactions
    ADD CONSTRAINT interactions_user_id_fkey FOREIGN KEY (user_id) REFERENCES cinelibre.users(id) ON DELETE CASCADE;

ALTER TABLE ONLY cinelibre.item_embeddings
    ADD CONSTRAINT item_embeddings_item_id_item_type_fkey FOREIGN KEY (item_id, item_type) REFERENCES cinelibre.items(id, item_type) ON DELETE CASCADE;

ALTER TABLE ONLY cinelibre.item_embeddings
    ADD CONSTRAINT item_embeddings_model_id_fkey FOREIGN KEY (model_id) REFERENCES cinelibre.models(id);

ALTER TABLE ONLY cinelibre.item_factors
    ADD CONSTRAINT item_factors_item_id_fkey FOREIGN KEY (item_id) REFERENCES cinelibre.items(id) ON DELETE CASCADE;

ALTER TABLE ONLY cinelibre.item_factors
    ADD CONSTRAINT item_factors_model_id_fkey FOREIGN KEY (model_id) REFERENCES cinelibre.models(id) ON DELETE CASCADE;

ALTER TABLE ONLY cinelibre.item_lengths
    ADD CONSTRAINT item_lengths_item_id_fkey FOREIGN KEY (item_id) REFERENCES cinelibre.items(id) ON DELETE CASCADE;

ALTER TABLE ONLY cinelibre.item_lengths
    ADD CONSTRAINT item_lengths_model_id_fkey FOREIGN KEY (model_id) REFERENCES cinelibre.models(id) ON DELETE CASCADE;

ALTER TABLE ONLY cinelibre.item_neighbors
    ADD CONSTRAINT item_neighbors_item_id_fkey FOREIGN KEY (item_id) REFERENCES cinelibre.items(id) ON DELETE CASCADE;

ALTER TABLE ONLY cinelibre.item_neighbors
    ADD CONSTRAINT item_neighbors_model_id_fkey FOREIGN KEY (model_id) REFERENCES cinelibre.models(id) ON DELETE CASCADE;

ALTER TABLE ONLY cinelibre.item_sketches
    ADD CONSTRAINT item_sketches_item_id_fkey FOREIGN KEY (item_id) REFERENCES cinelibre.item_embeddings(item_id) ON DELETE CASCADE;

ALTER TABLE ONLY cinelibre.item_stats
    ADD CONSTRAINT item_stats_item_id_fkey FOREIGN KEY (item_id) REFERENCES cinelibre.items(id) ON DELETE CASCADE;

ALTER TABLE ONLY cinelibre.live_tickets
    ADD CONSTRAINT live_tickets_caller_id_fkey FOREIGN KEY (caller_id) REFERENCES cinelibre.users(id) ON DELETE CASCADE;

ALTER TABLE ONLY cinelibre.live_tickets
    ADD CONSTRAINT live_tickets_user_id_fkey FOREIGN KEY (user_id) REFERENCES cinelibre.users(id) ON DELETE CASCADE;

ALTER TABLE ONLY cinelibre.movies
    ADD CONSTRAINT movies_item_id_item_type_fkey FOREIGN KEY (item_id, item_type) REFERENCES cinelibre.items(id, item_type) ON DELETE CASCADE;

ALTER TABLE ONLY cinelibre.notes
    ADD CONSTRAINT notes_item_id_fkey FOREIGN KEY (item_id) REFERENCES cinelibre.items(id) ON DELETE CASCADE;

ALTER TABLE ONLY cinelibre.notes
    ADD CONSTRAINT notes_user_id_fkey FOREIGN KEY (user_id) REFERENCES cinelibre.users(id) ON DELETE CASCADE;

ALTER TABLE ONLY cinelibre.outbox
    ADD CONSTRAINT outbox_user_id_fkey FOREIGN KEY (user_id) REFERENCES cinelibre.users(id) ON DELETE CASCADE;

ALTER TABLE ONLY cinelibre.person_reports
    ADD CONSTRAINT person_reports_other_id_fkey FOREIGN KEY (other_id) REFERENCES cinelibre.users(id) ON DELETE CASCADE;

ALTER TABLE ONLY cinelibre.person_reports
    ADD CONSTRAINT person_reports_user_id_fkey FOREIGN KEY (user_id) REFERENCES cinelibre.users(id) ON DELETE CASCADE;

ALTER TABLE ONLY cinelibre.preference_rollups
    ADD CONSTRAINT preference_rollups_interaction_type_fkey FOREIGN KEY (interaction_type) REFERENCES cinelibre.interaction_types(name);

ALTER TABLE ONLY cinelibre.preference_rollups
    ADD CONSTRAINT preference_rollups_item_id_fkey FOREIGN KEY (item_id) REFERENCES cinelibre.items(id) ON DELETE CASCADE;

ALTER TABLE ONLY cinelibre.preference_rollups
    ADD CONSTRAINT preference_rollups_user_id_fkey FOREIGN KEY (user_id) REFERENCES cinelibre.users(id) ON DELETE CASCADE;

ALTER TABLE ONLY cinelibre.ratings
    ADD CONSTRAINT ratings_item_id_fkey FOREIGN KEY (item_id) REFERENCES cinelibre.items(id) ON DELETE CASCADE;

ALTER TABLE ONLY cinelibre.ratings
    ADD CONSTRAINT ratings_user_id_fkey FOREIGN KEY (user_id) REFERENCES cinelibre.users(id) ON DELETE CASCADE;

ALTER TABLE ONLY cinelibre.recommendation_lists
    ADD CONSTRAINT recommendation_lists_user_id_fkey FOREIGN KEY (user_id) REFERENCES cinelibre.users(id) ON DELETE CASCADE;

ALTER TABLE ONLY cinelibre.relations
    ADD CONSTRAINT relations_other_id_fkey FOREIGN KEY (other_id) REFERENCES cinelibre.users(id) ON DELETE CASCADE;

ALTER TABLE ONLY cinelibre.relations
    ADD CONSTRAINT relations_user_id_fkey FOREIGN KEY (user_id) REFERENCES cinelibre.users(id) ON DELETE CASCADE;

ALTER TABLE ONLY cinelibre.reset_codes
    ADD CONSTRAINT reset_codes_user_id_fkey FOREIGN KEY (user_id) REFERENCES cinelibre.users(id) ON DELETE CASCADE;

ALTER TABLE ONLY cinelibre.review_reports
    ADD CONSTRAINT review_reports_review_id_fkey FOREIGN KEY (review_id) REFERENCES cinelibre.reviews(id) ON DELETE CASCADE;

ALTER TABLE ONLY cinelibre.review_reports
    ADD CONSTRAINT review_reports_user_id_fkey FOREIGN KEY (user_id) REFERENCES cinelibre.users(id) ON DELETE CASCADE;

ALTER TABLE ONLY cinelibre.reviews
    ADD CONSTRAINT reviews_item_id_fkey FOREIGN KEY (item_id) REFERENCES cinelibre.items(id) ON DELETE CASCADE;

ALTER TABLE ONLY cinelibre.reviews
    ADD CONSTRAINT reviews_user_id_fkey FOREIGN KEY (user_id) REFERENCES cinelibre.users(id) ON DELETE CASCADE;

ALTER TABLE ONLY cinelibre.shelf
    ADD CONSTRAINT shelf_hidden_by_fkey FOREIGN KEY (hidden_by) REFERENCES cinelibre.interaction_types(name);

ALTER TABLE ONLY cinelibre.shelf
    ADD CONSTRAINT shelf_item_id_fkey FOREIGN KEY (item_id) REFERENCES cinelibre.items(id) ON DELETE CASCADE;

ALTER TABLE ONLY cinelibre.shelf
    ADD CONSTRAINT shelf_opinion_fkey FOREIGN KEY (opinion) REFERENCES cinelibre.interaction_types(name);

ALTER TABLE ONLY cinelibre.shelf
    ADD CONSTRAINT shelf_user_id_fkey FOREIGN KEY (user_id) REFERENCES cinelibre.users(id) ON DELETE CASCADE;

ALTER TABLE ONLY cinelibre.source_checks
    ADD CONSTRAINT source_checks_item_id_fkey FOREIGN KEY (item_id) REFERENCES cinelibre.items(id) ON DELETE CASCADE;

ALTER TABLE ONLY cinelibre.title_keys
    ADD CONSTRAINT title_keys_item_id_fkey FOREIGN KEY (item_id) REFERENCES cinelibre.items(id) ON DELETE CASCADE;

ALTER TABLE ONLY cinelibre.trained_rows
    ADD CONSTRAINT trained_rows_item_id_fkey FOREIGN KEY (item_id) REFERENCES cinelibre.items(id) ON DELETE CASCADE;

ALTER TABLE ONLY cinelibre.trained_rows
    ADD CONSTRAINT trained_rows_model_id_fkey FOREIGN KEY (model_id) REFERENCES cinelibre.models(id) ON DELETE CASCADE;

ALTER TABLE ONLY cinelibre.user_interaction_summary
    ADD CONSTRAINT user_interaction_summary_user_id_fkey FOREIGN KEY (user_id) REFERENCES cinelibre.users(id) ON DELETE CASCADE;

ALTER TABLE ONLY cinelibre.user_neighbors
    ADD CONSTRAINT user_neighbors_user_id_fkey FOREIGN KEY (user_id) REFERENCES cinelibre.users(id) ON DELETE CASCADE;

ALTER TABLE cinelibre.api_budgets ENABLE ROW LEVEL SECURITY;

ALTER TABLE cinelibre.audit_events ENABLE ROW LEVEL SECURITY;

ALTER TABLE cinelibre.books ENABLE ROW LEVEL SECURITY;

ALTER TABLE cinelibre.catalogue_totals ENABLE ROW LEVEL SECURITY;

ALTER TABLE cinelibre.crowd ENABLE ROW LEVEL SECURITY;

ALTER TABLE cinelibre.daily_counts ENABLE ROW LEVEL SECURITY;

ALTER TABLE cinelibre.decay_clocks ENABLE ROW LEVEL SECURITY;

ALTER TABLE cinelibre.evaluations ENABLE ROW LEVEL SECURITY;

ALTER TABLE cinelibre.evening_members ENABLE ROW LEVEL SECURITY;

ALTER TABLE cinelibre.experiment_days ENABLE ROW LEVEL SECURITY;

ALTER TABLE cinelibre.experiment_readers ENABLE ROW LEVEL SECURITY;

ALTER TABLE cinelibre.experiments ENABLE ROW LEVEL SECURITY;

ALTER TABLE cinelibre.explorable ENABLE ROW LEVEL SECURITY;

ALTER TABLE cinelibre.explorations ENABLE ROW LEVEL SECURITY;

ALTER TABLE cinelibre.exploring_prior ENABLE ROW LEVEL SECURITY;

ALTER TABLE cinelibre.exposures ENABLE ROW LEVEL SECURITY;

ALTER TABLE cinelibre.feature_snapshots ENABLE ROW LEVEL SECURITY;

ALTER TABLE cinelibre.features ENABLE ROW LEVEL SECURITY;

ALTER TABLE cinelibre.feedback ENABLE ROW LEVEL SECURITY;

ALTER TABLE cinelibre.followed_items ENABLE ROW LEVEL SECURITY;

ALTER TABLE cinelibre.group_evenings ENABLE ROW LEVEL SECURITY;

ALTER TABLE cinelibre.group_members ENABLE ROW LEVEL SECURITY;

ALTER TABLE cinelibre.groups ENABLE ROW LEVEL SECURITY;

ALTER TABLE cinelibre.guest_ratings ENABLE ROW LEVEL SECURITY;

ALTER TABLE cinelibre.impressions ENABLE ROW LEVEL SECURITY;

ALTER TABLE cinelibre.inbox ENABLE ROW LEVEL SECURITY;

ALTER TABLE cinelibre.influences ENABLE ROW LEVEL SECURITY;

ALTER TABLE cinelibre.interaction_types ENABLE ROW LEVEL SECURITY;

ALTER TABLE cinelibre.interactions ENABLE ROW LEVEL SECURITY;

ALTER TABLE cinelibre.item_embeddings ENABLE ROW LEVEL SECURITY;

ALTER TABLE cinelibre.item_factors ENABLE ROW LEVEL SECURITY;

ALTER TABLE cinelibre.item_lengths ENABLE ROW LEVEL SECURITY;

ALTER TABLE cinelibre.item_neighbors ENABLE ROW LEVEL SECURITY;

ALTER TABLE cinelibre.item_sketches ENABLE ROW LEVEL SECURITY;

ALTER TABLE cinelibre.item_stats ENABLE ROW LEVEL SECURITY;

ALTER TABLE cinelibre.items ENABLE ROW LEVEL SECURITY;

ALTER TABLE cinelibre.job_runs ENABLE ROW LEVEL SECURITY;

ALTER TABLE cinelibre.known_words ENABLE ROW LEVEL SECURITY;

ALTER TABLE cinelibre.live_tickets ENABLE ROW LEVEL SECURITY;

ALTER TABLE cinelibre.models ENABLE ROW LEVEL SECURITY;

ALTER TABLE cinelibre.movies ENABLE ROW LEVEL SECURITY;

ALTER TABLE cinelibre.notes ENABLE ROW LEVEL SECURITY;

ALTER TABLE cinelibre.outbox ENABLE ROW LEVEL SECURITY;

ALTER TABLE cinelibre.outbox_switch ENABLE ROW LEVEL SECURITY;

ALTER TABLE cinelibre.person_reports ENABLE ROW LEVEL SECURITY;

ALTER TABLE cinelibre.preference_rollups ENABLE ROW LEVEL SECURITY;

ALTER TABLE cinelibre.preset_odds ENABLE ROW LEVEL SECURITY;

ALTER TABLE cinelibre.ratings ENABLE ROW LEVEL SECURITY;

ALTER TABLE cinelibre.recommendation_lists ENABLE ROW LEVEL SECURITY;

ALTER TABLE cinelibre.relations ENABLE ROW LEVEL SECURITY;

ALTER TABLE cinelibre.reset_codes ENABLE ROW LEVEL SECURITY;

ALTER TABLE cinelibre.review_reports ENABLE ROW LEVEL SECURITY;

ALTER TABLE cinelibre.reviews ENABLE ROW LEVEL SECURITY;

ALTER TABLE cinelibre.schema_migrations ENABLE ROW LEVEL SECURITY;

ALTER TABLE cinelibre.seasons ENABLE ROW LEVEL SECURITY;

CREATE POLICY service_role_only ON cinelibre.api_budgets TO service_role USING (true);

CREATE POLICY service_role_only ON cinelibre.audit_events TO service_role USING (true);

CREATE POLICY service_role_only ON cinelibre.books TO service_role USING (true);

CREATE POLICY service_role_only ON cinelibre.catalogue_totals TO service_role USING (true);

CREATE POLICY service_role_only ON cinelibre.crowd TO service_role USING (true);

CREATE POLICY service_role_only ON cinelibre.daily_counts TO service_role USING (true);

CREATE POLICY service_role_only ON cinelibre.decay_clocks TO service_role USING (true);

CREATE POLICY service_role_only ON cinelibre.evaluations TO service_role USING (true);

CREATE POLICY service_role_only ON cinelibre.evening_members TO service_role USING (true);

CREATE POLICY service_role_only ON cinelibre.experiment_days TO service_role USING (true);

CREATE POLICY service_role_only ON cinelibre.experiment_readers TO service_role USING (true);

CREATE POLICY service_role_only ON cinelibre.experiments TO service_role USING (true);

CREATE POLICY service_role_only ON cinelibre.explorable TO service_role USING (true);

CREATE POLICY service_role_only ON cinelibre.explorations TO service_role USING (true);

CREATE POLICY service_role_only ON cinelibre.exploring_prior TO service_role USING (true);

CREATE POLICY service_role_only ON cinelibre.exposures TO service_role USING (true);

CREATE POLICY service_role_only ON cinelibre.feature_snapshots TO service_role USING (true);

CREATE POLICY service_role_only ON cinelibre.features TO service_role USING (true);

CREATE POLICY service_role_only ON cinelibre.feedback TO service_role USING (true);

CREATE POLICY service_role_only ON cinelibre.followed_items TO service_role USING (true);

CREATE POLICY service_role_only ON cinelibre.group_evenings TO service_role USING (true);

CREATE POLICY service_role_only ON cinelibre.group_members TO service_role USING (true);

CREATE POLICY service_role_only ON cinelibre.groups TO service_role USING (true);

CREATE POLICY service_role_only ON cinelibre.guest_ratings TO service_role USING (true);

CREATE POLICY service_role_only ON cinelibre.impressions TO service_role USING (true);

CREATE POLICY service_role_only ON cinelibre.inbox TO service_role USING (true);

CREATE POLICY service_role_only ON cinelibre.influences TO service_role USING (true);

CREATE POLICY service_role_only ON cinelibre.interaction_types TO service_role USING (true);

CREATE POLICY service_role_only ON cinelibre.interactions TO service_role USING (true);

CREATE POLICY service_role_only ON cinelibre.item_embeddings TO service_role USING (true);

CREATE POLICY service_role_only ON cinelibre.item_factors TO service_role USING (true);

CREATE POLICY service_role_only ON cinelibre.item_lengths TO service_role USING (true);

CREATE POLICY service_role_only ON cinelibre.item_neighbors TO service_role USING (true);

CREATE POLICY service_role_only ON cinelibre.item_sketches TO service_role USING (true);

CREATE POLICY service_role_only ON cinelibre.item_stats TO service_role USING (true);

CREATE POLICY service_role_only ON cinelibre.items TO service_role USING (true);

CREATE POLICY service_role_only ON cinelibre.job_runs TO service_role USING (true);

CREATE POLICY service_role_only ON cinelibre.known_words TO service_role USING (true);

CREATE POLICY service_role_only ON cinelibre.live_tickets TO service_role USING (true);

CREATE POLICY service_role_only ON cinelibre.models TO service_role USING (true);

CREATE POLICY service_role_only ON cinelibre.movies TO service_role USING (true);

CREATE POLICY service_role_only ON cinelibre.notes TO service_role USING (true);

CREATE POLICY service_role_only ON cinelibre.outbox TO service_role USING (true);

CREATE POLICY service_role_only ON cinelibre.outbox_switch TO service_role USING (true);

CREATE POLICY service_role_only ON cinelibre.person_reports TO service_role USING (true);

CREATE POLICY service_role_only ON cinelibre.preference_rollups TO service_role USING (true);

CREATE POLICY service_role_only ON cinelibre.preset_odds TO service_role USING (true);

CREATE POLICY service_role_only ON cinelibre.ratings TO service_role USING (true);

CREATE POLICY service_role_only ON cinelibre.recommendation_lists TO service_role USING (true);

CREATE POLICY service_role_only ON cinelibre.relations TO service_role USING (true);

CREATE POLICY service_role_only ON cinelibre.reset_codes TO service_role USING (true);

CREATE POLICY service_role_only ON cinelibre.review_reports TO service_role USING (true);

CREATE POLICY service_role_only ON cinelibre.reviews TO service_role USING (true);

CREATE POLICY service_role_only ON cinelibre.schema_migrations TO service_role USING (true);

CREATE POLICY service_role_only ON cinelibre.seasons TO service_role USING (true);

CREATE POLICY service_role_only ON cinelibre.shelf TO service_role USING (true);

CREATE POLICY service_role_only ON cinelibre.shipped_functions TO service_role USING (true);

CREATE POLICY service_role_only ON cinelibre.shipped_releases TO service_role USING (true);

CREATE POLICY service_role_only ON cinelibre.source_checks TO service_role USING (true);

CREATE POLICY service_role_only ON cinelibre.sync_cursors TO service_role USING (true);

CREATE POLICY service_role_only ON cinelibre.title_keys TO service_role USING (true);

CREATE POLICY service_role_only ON cinelibre.trained_rows TO service_role USING (true);

CREATE POLICY service_role_only ON cinelibre.user_interaction_summary TO service_role USING (true);

CREATE POLICY service_role_only ON cinelibre.user_neighbors TO service_role USING (true);

CREATE POLICY service_role_only ON cinelibre.users TO service_role USING (true);

ALTER TABLE cinelibre.shelf ENABLE ROW LEVEL SECURITY;

ALTER TABLE cinelibre.shipped_functions ENABLE ROW LEVEL SECURITY;

ALTER TABLE cinelibre.shipped_releases ENABLE ROW LEVEL SECURITY;

ALTER TABLE cinelibre.source_checks ENABLE ROW LEVEL SECURITY;

ALTER TABLE cinelibre.sync_cursors ENABLE ROW LEVEL SECURITY;

ALTER TABLE cinelibre.title_keys ENABLE ROW LEVEL SECURITY;

ALTER TABLE cinelibre.trained_rows ENABLE ROW LEVEL SECURITY;

ALTER TABLE cinelibre.user_interaction_summary ENABLE ROW LEVEL SECURITY;

ALTER TABLE cinelibre.user_neighbors ENABLE ROW LEVEL SECURITY;

ALTER TABLE cinelibre.users ENABLE ROW LEVEL SECURITY;
