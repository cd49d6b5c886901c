/** Generated from the OpenAPI schema by `npm run types`; not to be edited. */
export type paths = Record<string, never>;
export type webhooks = Record<string, never>;
export interface components {
  schemas: {
    /** @description Where somebody was and how they moved; null where an older run did not keep it. */
    AgentPose: {
      /** Format: double */
      x_m: number;
      /** Format: double */
      y_m: number;
      /** Format: double */
      heading_rad: number | null;
      /** Format: double */
      vx_mps: number | null;
      /** Format: double */
      vy_mps: number | null;
    };
    /** @description A machine; its secret is not here. */
    ApiClient: {
      /** Format: uuid */
      readonly id: string;
      name: string;
      client_id: string;
      scopes: string[];
      /** Format: date-time */
      readonly created_at: string;
    };
    ApiClientPage: {
      /** Format: uri */
      next: string | null;
      /** Format: uri */
      previous: string | null;
      results: components['schemas']['ApiClient'][];
    };
    /** @description Whether the clip shows the state that it claims to show. */
    Audit: {
      verdict: components['schemas']['AuditVerdictEnum'];
      reasons: string[];
      /** @description visible agents, summed over frames */
      agents_expected: number;
      /** @description of them too small or too hidden for the detector to tell */
      agents_unjudged: number;
      /**
       * Format: double
       * @description share of the others that the frames do not show
       */
      omission_rate: number;
      /** Format: double */
      ghost_rate_per_frame: number;
      /** Format: double */
      position_error_m: number | null;
      /** Format: double */
      flicker: number;
      /** Format: double */
      out_of_distribution: number;
      /** @description frames shown as plain geometry, labelled so in the picture */
      plain_frames: number;
      /** @description frames whose first rendering failed its audit */
      rendered_again_frames: number;
    };
    /** @description One row of the audit trail. */
    AuditEvent: {
      /** Format: uuid */
      readonly id: string;
      actor: string;
      action: string;
      subject_kind: string;
      subject_id: string;
      subject_name?: string;
      address?: string | null;
      /** Format: date-time */
      readonly created_at: string;
    };
    AuditEventPage: {
      /** Format: uri */
      next: string | null;
      /** Format: uri */
      previous: string | null;
      results: components['schemas']['AuditEvent'][];
    };
    /**
     * @description * `passed` - passed
     *     * `failed` - failed
     * @enum {string}
     */
    AuditVerdictEnum: 'passed' | 'failed';
    /** @description Which of more than two variants may be best on a metric, by letter, and which can be picked. */
    Best: {
      key: string;
      label: string;
      unit: string;
      replications: number;
      may_be_best: string[];
      /** Format: double */
      smallest_difference: number | null;
      selected: string | null;
      more: number | null;
      method: components['schemas']['MethodEnum'];
      /** Format: double */
      probability: number | null;
      allocation: {
        [key: string]: number;
      } | null;
      sentence: string;
    };
    /**
     * @description * `higher` - higher
     *     * `lower` - lower
     *     * `neutral` - neutral
     * @enum {string}
     */
    BetterEnum: 'higher' | 'lower' | 'neutral';
    /** @enum {unknown} */
    BlankEnum: '';
    /** @description An axis-aligned box, metres. */
    Bounds: {
      lower: [number, number, number];
      upper: [number, number, number];
    };
    /** @description A CCTV camera: upright, at a point, looking at a point. */
    Camera: {
      /** Format: uuid */
      readonly id: string;
      name: string;
      position_m: [number, number, number];
      target_m: [number, number, number];
      /** Format: double */
      horizontal_fov_rad: number;
      width_px?: number;
      height_px?: number;
    };
    /** @description Which camera filmed. */
    CameraName: {
      id: string;
      name: string;
    };
    CameraPage: {
      /** Format: uri */
      next: string | null;
      /** Format: uri */
      previous: string | null;
      results: components['schemas']['Camera'][];
    };
    /** @description Everything that can be placed. */
    Catalogue: {
      items: components['schemas']['CatalogueItem'][];
    };
    /** @description Equipment that can be placed. */
    CatalogueItem: {
      id: string;
      label: string;
      part_class: components['schemas']['PartClassEnum'];
      size_m: [number, number, number];
      station_kind: components['schemas']['StationKindEnum'] | components['schemas']['NullEnum'];
      holds_storage: boolean;
      note: string;
    };
    /** @description One difference from the base, in words. */
    Change: {
      area: string;
      pointer: string;
      message: string;
    };
    /** @description One camera's video of a run's first replication. */
    Clip: {
      /** Format: uuid */
      id: string;
      camera: components['schemas']['CameraName'];
      model: string;
      /** Format: double */
      start_s: number;
      start_clock: string;
      /** Format: double */
      duration_s: number;
      frame_count: number;
      width_px: number;
      height_px: number;
      video_url: string;
      poster_url: string;
      sidecar_url: string;
      thumbnails_url: string | null;
      depth_video_url: string | null;
      class_video_url: string | null;
      /** @description expected error of each pixel; null where the model cannot tell */
      uncertainty_video_url: string | null;
      audit: components['schemas']['Audit'];
      model_hash: string;
      control_hash: string;
    };
    /** @description Every clip of a run. */
    Clips: {
      clips: components['schemas']['Clip'][];
    };
    /** @description A run under its letter. */
    ComparedRun: {
      run: components['schemas']['RunSummary'];
      scenario_name: string;
      color_index: number;
      letter: string;
    };
    /** @description Runs compared; figures are there once every replication is played, clips and futures once it is ready. */
    Comparison: {
      /** Format: uuid */
      id: string;
      name: string;
      /** Format: uuid */
      facility_id: string;
      status: components['schemas']['ComparisonStatusEnum'];
      headline: string;
      detail: string;
      /** Format: date-time */
      created_at: string;
      runs: components['schemas']['ComparedRun'][];
      differences: components['schemas']['Differences'][];
      series: {
        [key: string]: unknown;
      };
      changes: {
        [key: string]: unknown;
      };
      how_sure: string[];
      best: components['schemas']['Best'][];
      conflict_rates: {
        [key: string]: components['schemas']['ConflictRates'];
      };
    };
    ComparisonPage: {
      /** Format: uri */
      next: string | null;
      /** Format: uri */
      previous: string | null;
      results: components['schemas']['Comparison'][];
    };
    /**
     * @description * `waiting` - waiting
     *     * `rendering` - rendering
     *     * `ready` - ready
     *     * `failed` - failed
     * @enum {string}
     */
    ComparisonStatusEnum: 'waiting' | 'rendering' | 'ready' | 'failed';
    /** @description One encounter: its extremes, and who was where at the worst instant. */
    Conflict: {
      id: string;
      replication: number;
      /** Format: double */
      start_s: number;
      /** Format: double */
      end_s: number;
      /** Format: double */
      at_s: number;
      at_clock: string;
      replay_s: [number, number];
      agents: [string, string];
      kinds: [string, string];
      poses: [components['schemas']['AgentPose'], components['schemas']['AgentPose']];
      /** Format: double */
      x_m: number;
      /** Format: double */
      y_m: number;
      geometry: string;
      /** Format: double */
      min_ttc_s: number | null;
      /** Format: double */
      max_drac_mps2: number | null;
      /** Format: double */
      min_pet_s: number | null;
      /** Format: double */
      min_separation_m: number | null;
      /** Format: double */
      max_closing_mps: number | null;
      /** Format: double */
      max_delta_v_mps: number | null;
      contact: boolean;
      severity: components['schemas']['ConflictSeverityEnum'];
    };
    /** @description How many of each severity. */
    ConflictCounts: {
      contact: number;
      serious: number;
      slight: number;
    };
    /** @description Conflicts per 1000 agent-hours between two classes, or all, with the exact Poisson interval. */
    ConflictRate: {
      kinds: string[] | null;
      pair: string;
      at_least: components['schemas']['ConflictSeverityEnum'];
      seen: number;
      /** Format: double */
      agent_hours: number;
      /** Format: double */
      mean: number;
      /** Format: double */
      low: number;
      /** Format: double */
      high: number;
      /** Format: double */
      dispersion: number | null;
      against_base: components['schemas']['RateRatio'] | null;
    };
    /** @description Every rate of one variant, and a sentence. */
    ConflictRates: {
      rates: components['schemas']['ConflictRate'][];
      rate_sentence: string;
    };
    /**
     * @description * `contact` - contact
     *     * `serious` - serious
     *     * `slight` - slight
     * @enum {string}
     */
    ConflictSeverityEnum: 'contact' | 'serious' | 'slight';
    /** @description The worst conflicts of a run first, how many there are, and their rates. */
    Conflicts: {
      rates: components['schemas']['ConflictRate'][];
      rate_sentence: string;
      conflicts: components['schemas']['Conflict'][];
      counts: components['schemas']['ConflictCounts'];
    };
    /** @description The one time that the secret is shown. */
    CreatedApiClient: {
      /** Format: uuid */
      readonly id: string;
      name: string;
      client_id: string;
      scopes: string[];
      /** Format: date-time */
      readonly created_at: string;
      client_secret: string;
    };
    /** @description The one time that the address is shown: it holds the token, behind the #. */
    CreatedShareLink: {
      /** Format: uuid */
      id: string;
      /** Format: uuid */
      comparison_id: string | null;
      /** Format: uuid */
      run_id: string | null;
      /** @description of what is shared */
      name: string;
      status: components['schemas']['ShareLinkStatusEnum'];
      created_by: string;
      /** Format: date-time */
      created_at: string;
      /** Format: date-time */
      expires_at: string;
      opened_count: number;
      /** Format: date-time */
      last_opened_at: string | null;
      url: string;
    };
    /**
     * @description * `day_first` - day_first
     *     * `month_first` - month_first
     * @enum {string}
     */
    DateOrderEnum: 'day_first' | 'month_first';
    /** @description How far the demonstration is. */
    Demonstration: {
      status: components['schemas']['DemonstrationStatusEnum'];
      /** Format: uuid */
      facility_id: string;
      /** Format: uuid */
      revision_id: string;
      /** Format: uuid */
      comparison_id: string | null;
    };
    /**
     * @description * `importing` - importing
     *     * `comparing` - comparing
     * @enum {string}
     */
    DemonstrationStatusEnum: 'importing' | 'comparing';
    /** @description Cells of the floor, row by row from the origin: seconds spent in each, and conflicts by weight. */
    Density: {
      origin_m: [number, number];
      /** Format: double */
      cell_m: number;
      rows: number;
      columns: number;
      values: number[];
      conflict_values: number[];
    };
    /** @description What a scenario changes against its base. */
    Difference: {
      changes: components['schemas']['Change'][];
    };
    /** @description One metric of a variant against the base. */
    DifferenceRow: {
      key: string;
      label: string;
      unit: string;
      better: components['schemas']['BetterEnum'];
      headline: boolean;
      base: components['schemas']['Estimate'];
      variant: components['schemas']['Estimate'];
      difference: components['schemas']['Estimate'];
      /** Format: double */
      relative: number | null;
      /** Format: double */
      p_holm: number | null;
      verdict: components['schemas']['DifferenceRowVerdictEnum'];
      sentence: string;
      /** Format: double */
      variance_reduction: number | null;
    };
    /**
     * @description * `better` - better
     *     * `worse` - worse
     *     * `no_difference_shown` - no_difference_shown
     *     * `changed` - changed
     * @enum {string}
     */
    DifferenceRowVerdictEnum: 'better' | 'worse' | 'no_difference_shown' | 'changed';
    /** @description Every metric of one variant against the base. */
    Differences: {
      letter: string;
      rows: components['schemas']['DifferenceRow'][];
    };
    /** @description Passages in the one minute that the simulation played, with their exact Poisson interval. */
    EngineCount: {
      count: number;
      /** Format: double */
      low: number;
      /** Format: double */
      high: number;
    };
    /** @description What the simulation did in the same seconds, measured in the same way. */
    EngineEncounter: {
      contact: boolean;
      /** Format: double */
      min_separation_m: number | null;
      /** Format: double */
      min_ttc_s: number | null;
    };
    /** @description Why something failed. */
    Error: {
      code: string;
      message: string;
    };
    /** @description A mean over replications with its interval; null where it is not known. */
    Estimate: {
      /** Format: double */
      mean: number | null;
      /** Format: double */
      low: number | null;
      /** Format: double */
      high: number | null;
      count: number;
    };
    /** @description A building, with the state of its newest import. */
    Facility: {
      /** Format: uuid */
      id: string;
      name: string;
      /** Format: date-time */
      created_at: string;
      latest_revision: components['schemas']['Revision'] | null;
      thumbnail_url: string | null;
      scenario_count: number;
      part_count: number;
    };
    FacilityPage: {
      /** Format: uri */
      next: string | null;
      /** Format: uri */
      previous: string | null;
      results: components['schemas']['Facility'][];
    };
    /** @description How to read the file of a playback: `scenarios.recording.playback` has the format. */
    Film: {
      format: number;
      /** Format: double */
      start_s: number;
      /** Format: double */
      step_s: number;
      frames: number;
      frames_per_piece: number;
      origin_m: [number, number];
      /** Format: double */
      unit_m: number;
      piece_bytes: number[];
      agents: components['schemas']['FilmAgent'][];
    };
    /** @description Somebody in a film. */
    FilmAgent: {
      id: string;
      role: string;
      kind: components['schemas']['FilmAgentKindEnum'];
      size_m: [number, number, number];
    };
    /**
     * @description * `person` - person
     *     * `amr` - amr
     *     * `forklift` - forklift
     * @enum {string}
     */
    FilmAgentKindEnum: 'person' | 'amr' | 'forklift';
    /** @description Something that a planner should look at. */
    Finding: {
      severity: components['schemas']['FindingSeverityEnum'];
      code: string;
      pointer: string;
      message: string;
      part_ids: string[];
      at_m: [number, number] | null;
    };
    /**
     * @description * `error` - error
     *     * `warning` - warning
     * @enum {string}
     */
    FindingSeverityEnum: 'error' | 'warning';
    /** @description How footage fits its twin: strength of the picture's edges on the twin's, 1 for chance. */
    Fit: {
      /** Format: double */
      agreement: number;
      frames: number;
      width_px: number;
      height_px: number;
    };
    /** @description The building's rings, what stands in it, and how much of it one can walk on. */
    FloorPlan: {
      building: [number, number][][];
      footprints: components['schemas']['Footprint'][];
      /** Format: double */
      cell_m: number;
      origin_m: [number, number];
      bounds: [number, number, number, number];
      /** Format: double */
      walkable_area_m2: number;
    };
    /** @description A video of a facility. */
    Footage: {
      /** Format: uuid */
      id: string;
      /** Format: uuid */
      facility_id: string;
      /** Format: uuid */
      revision_id: string;
      name: string;
      status: components['schemas']['FootageStatusEnum'];
      error: string;
      /** Format: double */
      reprojection_px: number | null;
      fit: components['schemas']['Fit'] | null;
      /** Format: date-time */
      created_at: string;
    };
    /** @description A facility's videos. */
    FootageList: {
      footage: components['schemas']['Footage'][];
    };
    /** @description Which footage. */
    FootageName: {
      /** Format: uuid */
      id: string;
      name: string;
    };
    /**
     * @description * `pending` - pending
     *     * `checking` - checking
     *     * `registered` - registered
     *     * `failed` - failed
     * @enum {string}
     */
    FootageStatusEnum: 'pending' | 'checking' | 'registered' | 'failed';
    /**
     * @description * `m` - m
     *     * `cm` - cm
     *     * `mm` - mm
     * @enum {string}
     */
    FootageUploadUnitEnum: 'm' | 'cm' | 'mm';
    /** @description What a part covers of the floor. */
    Footprint: {
      part_id: string;
      part_class: components['schemas']['PartClassEnum'];
      polygon: [number, number][];
      /** Format: double */
      height_m: number;
    };
    /**
     * @description * `pdf` - Pdf
     *     * `xlsx` - Xlsx
     * @enum {string}
     */
    FormatEnum: 'pdf' | 'xlsx';
    /** @description A clip of one of the futures, before the camera that sees the two best. */
    FutureFilm: {
      name: components['schemas']['NameEnum'];
      number: number;
      camera_name: string;
      /** Format: double */
      start_s: number;
      /** Format: double */
      duration_s: number;
      video_url: string;
      poster_url: string;
      sidecar_url: string;
      audit: components['schemas']['Audit'];
    };
    /** @description The futures of one conflict, from five seconds before it. */
    FutureSummary: {
      /** Format: uuid */
      id: string;
      conflict_id: string;
      replication: number;
      /** Format: double */
      start_s: number;
      start_clock: string;
      /** Format: double */
      duration_s: number;
      agents: [string, string];
      kinds: [string, string];
      /** Format: double */
      x_m: number;
      /** Format: double */
      y_m: number;
      futures: number;
      contact: components['schemas']['Share'];
      near: components['schemas']['Share'];
      min_separation_m: components['schemas']['Spread'] | null;
      min_ttc_s: components['schemas']['Spread'] | null;
      engine: components['schemas']['EngineEncounter'];
      agrees: boolean;
      sentence: string;
      likeliest: number;
      median: number;
      worst: number;
      /** Format: double */
      projection_rate: number;
      url: string;
    };
    /** @description The futures of a run. */
    Futures: {
      state: components['schemas']['StateEnum'];
      model_hash: string;
      conflicts: components['schemas']['FutureSummary'][];
      considered: number;
      serious: number;
      minute: components['schemas']['MinuteFlows'] | null;
    };
    /** @description The same with the paths: of the pair in every future, and of everybody in three. */
    FuturesDetail: {
      /** Format: uuid */
      id: string;
      conflict_id: string;
      replication: number;
      /** Format: double */
      start_s: number;
      start_clock: string;
      /** Format: double */
      duration_s: number;
      agents: [string, string];
      kinds: [string, string];
      /** Format: double */
      x_m: number;
      /** Format: double */
      y_m: number;
      futures: number;
      contact: components['schemas']['Share'];
      near: components['schemas']['Share'];
      min_separation_m: components['schemas']['Spread'] | null;
      min_ttc_s: components['schemas']['Spread'] | null;
      engine: components['schemas']['EngineEncounter'];
      agrees: boolean;
      sentence: string;
      likeliest: number;
      median: number;
      worst: number;
      /** Format: double */
      projection_rate: number;
      url: string;
      /** Format: double */
      step_s: number;
      agents_shown: components['schemas']['ShownAgent'][];
      paths: [number, number][][][];
      engine_paths: [number, number][][];
      outcomes: components['schemas']['Outcome'][];
      shown: components['schemas']['ShownFutures'];
      /** @description of the run's worst conflict, where cameras film */
      films: components['schemas']['FutureFilm'][];
    };
    /** @description Likeness to frames that were held out, in decibels. */
    Gain: {
      /** Format: double */
      before_db: number;
      /** Format: double */
      with_look_db: number;
      /** Format: double */
      after_db: number;
      held_out_frames: number;
    };
    /** @description How many pass a line across the floor in the minute, either way. */
    Gate: {
      id: string;
      from_m: [number, number];
      to_m: [number, number];
      futures: components['schemas']['Spread'];
      engine: components['schemas']['EngineCount'];
      agrees: boolean;
    };
    /** @description What an import has to tell. */
    ImportReport: {
      notes: components['schemas']['Note'][];
    };
    /**
     * @description * `pending` - pending
     *     * `importing` - importing
     *     * `ready` - ready
     *     * `failed` - failed
     * @enum {string}
     */
    ImportStatusEnum: 'pending' | 'importing' | 'ready' | 'failed';
    /**
     * @description * `en` - English
     *     * `de` - German
     * @enum {string}
     */
    LanguageEnum: 'en' | 'de';
    /** @description Figures about a variant's layout. */
    LayoutSummary: {
      face_count: number;
      reachable_face_count: number;
      /** Format: double */
      storage_area_m2: number;
      /** Format: double */
      mean_walk_to_pack_m: number | null;
    };
    /** @description How exactly L = λW holds; a bound that the engine asserts on every replication. */
    LittleLaw: {
      /** Format: double */
      relative_error: number;
      is_bound: boolean;
    };
    /** @description A series once the opening has worn off; without a mean where the day is too short for that. */
    LongRun: {
      /** Format: double */
      mean: number | null;
      /** Format: double */
      low: number | null;
      /** Format: double */
      high: number | null;
      count: number;
      series: string;
      /** Format: double */
      cut_s: number;
      is_settled: boolean;
    };
    /** @description Something that the newest revision has no room for. */
    Loss: {
      pointer: string;
      message: string;
    };
    /**
     * @description * `of_mean` - of_mean
     *     * `events` - events
     *     * `points` - points
     * @enum {string}
     */
    MeasureEnum: 'of_mean' | 'events' | 'points';
    /** @description A person in the organisation. */
    Member: {
      /** Format: uuid */
      readonly id: string;
      /** Format: email */
      email: string;
      name: string;
      role?: components['schemas']['RoleEnum'];
      /** Format: date-time */
      readonly created_at: string;
    };
    MemberPage: {
      /** Format: uri */
      next: string | null;
      /** Format: uri */
      previous: string | null;
      results: components['schemas']['Member'][];
    };
    /**
     * @description * `kim_nelson` - kim_nelson
     *     * `ocba` - ocba
     * @enum {string}
     */
    MethodEnum: 'kim_nelson' | 'ocba';
    /** @description One metric of a run. */
    Metric: {
      /** Format: double */
      mean: number | null;
      /** Format: double */
      low: number | null;
      /** Format: double */
      high: number | null;
      count: number;
      key: string;
      label: string;
      unit: string;
      better: components['schemas']['BetterEnum'];
      headline: boolean;
      definition: string;
      values: (number | null)[];
    };
    /** @description How well one headline metric is known. */
    MetricPrecision: {
      key: string;
      label: string;
      standing: components['schemas']['StandingEnum'];
      /** Format: double */
      relative_half_width: number | null;
      measure: components['schemas']['MeasureEnum'];
      /** Format: double */
      half_width: number | null;
      /** Format: double */
      bound: number | null;
      reached_at: number | null;
      projected: number | null;
    };
    /** @description A run's figures. */
    Metrics: {
      replications: number;
      /** Format: double */
      confidence: number;
      metrics: components['schemas']['Metric'][];
      series: {
        [key: string]: unknown;
      };
      utilisation: {
        [key: string]: {
          [key: string]: number;
        };
      };
      stations: components['schemas']['StationFigures'][];
      quantiles: components['schemas']['Quantile'][];
      long_run: components['schemas']['LongRun'][] | null;
      precision: components['schemas']['Precision'] | null;
      little_law: components['schemas']['LittleLaw'];
      orders: {
        [key: string]: number;
      };
    };
    /** @description A typical minute of the shift. */
    MinuteFlows: {
      /** Format: double */
      start_s: number;
      start_clock: string;
      /** Format: double */
      duration_s: number;
      futures: number;
      gates: components['schemas']['Gate'][];
      sentence: string;
    };
    /** @description Where a scenario can be moved to, and what it would lose; `newer` is null where it is on the newest. */
    Move: {
      newer: components['schemas']['NewerRevision'] | null;
      based_on: number;
      losses: components['schemas']['Loss'][];
    };
    /**
     * @description * `likeliest` - likeliest
     *     * `median` - median
     *     * `worst` - worst
     * @enum {string}
     */
    NameEnum: 'likeliest' | 'median' | 'worst';
    /** @description The facility's newest revision. */
    NewerRevision: {
      /** Format: uuid */
      twin_revision_id: string;
      number: number;
      source_name: string;
      /** Format: date-time */
      created_at: string;
    };
    /** @description One thing that an import read, dropped or assumed. */
    Note: {
      kind: components['schemas']['NoteKindEnum'];
      subject: string;
      message: string;
    };
    /**
     * @description * `read` - read
     *     * `dropped` - dropped
     *     * `assumed` - assumed
     * @enum {string}
     */
    NoteKindEnum: 'read' | 'dropped' | 'assumed';
    NullEnum: null;
    /** @description Columns that may have these meanings; null where none looks like it. */
    OrderGuess: {
      order: string | null;
      article: string | null;
      when: string | null;
      quantity: string | null;
      due: string | null;
    };
    /** @description How a file begins. */
    OrderPreview: {
      columns: string[];
      rows: string[][];
      separator: string;
      encoding: string;
      /** @description Of a workbook; else empty. */
      sheets: string[];
      /** @description The one that is shown; empty where there are none. */
      sheet: string;
      guess: components['schemas']['OrderGuess'];
    };
    /** @description A tenant. */
    Organisation: {
      /** Format: uuid */
      id: string;
      name: string;
    };
    /** @description A tenant that the person belongs to. */
    OrganisationWithRole: {
      /** Format: uuid */
      id: string;
      name: string;
      role: components['schemas']['RoleEnum'];
    };
    /** @description How one future ends. */
    Outcome: {
      contact: boolean;
      /** Format: double */
      min_separation_m: number | null;
      /** Format: double */
      min_ttc_s: number | null;
      /** Format: double */
      likelihood: number;
    };
    /** @description One part of a revision. */
    Part: {
      id: string;
      name: string;
      part_class: components['schemas']['PartClassEnum'];
      mesh_id: string;
      placement: components['schemas']['Placement'];
      size_m: [number, number, number];
      bounds: components['schemas']['Bounds'];
      footprint: [number, number][] | null;
    };
    /**
     * @description * `floor` - floor
     *     * `wall` - wall
     *     * `ceiling` - ceiling
     *     * `door` - door
     *     * `rack` - rack
     *     * `desk` - desk
     *     * `conveyor` - conveyor
     *     * `charger` - charger
     *     * `vehicle` - vehicle
     *     * `clutter` - clutter
     *     * `lamp` - lamp
     *     * `barrier` - barrier
     *     * `marking` - marking
     *     * `person` - person
     *     * `column` - column
     * @enum {string}
     */
    PartClassEnum:
      | 'floor'
      | 'wall'
      | 'ceiling'
      | 'door'
      | 'rack'
      | 'desk'
      | 'conveyor'
      | 'charger'
      | 'vehicle'
      | 'clutter'
      | 'lamp'
      | 'barrier'
      | 'marking'
      | 'person'
      | 'column';
    /** @description CAD on its way, in pieces. */
    PartialUpload: {
      /** Format: uuid */
      id: string;
      /** Format: uuid */
      facility_id: string;
      name: string;
      /** @description bytes, of the whole file */
      length: number;
      /** @description bytes; the next piece begins here */
      received: number;
      /**
       * Format: date-time
       * @description given up by then, unless more of it arrives
       */
      expires_at: string;
      /** @description once everything is there */
      revision: components['schemas']['Revision'] | null;
    };
    /** @description Every part of a revision. */
    Parts: {
      parts: components['schemas']['Part'][];
    };
    /** @description Where a part stands. */
    Placement: {
      /** Format: double */
      x_m: number;
      /** Format: double */
      y_m: number;
      /** Format: double */
      z_m: number;
      /** Format: double */
      heading_rad: number;
    };
    /** @description Where one stands to pick. */
    PlanFace: {
      part_id: string;
      /** Format: double */
      x_m: number;
      /** Format: double */
      y_m: number;
    };
    /** @description A station's standing points: x, y and heading of each. */
    PlanStation: {
      id: string;
      kind: components['schemas']['StationKindEnum'];
      stands: [number, number, number][];
    };
    /** @description A replication to watch; film and file are there once it is done. */
    Playback: {
      /** Format: uuid */
      run_id: string;
      replication: number;
      status: components['schemas']['WorkStatusEnum'];
      /** Format: double */
      progress: number;
      error: string | null;
      film: components['schemas']['Film'] | null;
      file_url: string | null;
    };
    /** @description What a run played: the document as it was then, on which revision of the facility. */
    PlayedDocument: {
      document: components['schemas']['ScenarioDocument'];
      /** Format: uuid */
      twin_revision_id: string;
    };
    /** @description What a run with a target half-width has reached, and which metric binds. */
    Precision: {
      /** Format: double */
      target: number;
      replications: number;
      most: number;
      is_reached: boolean;
      binding: string | null;
      more: number;
      sentence: string;
      metrics: components['schemas']['MetricPrecision'][];
    };
    /** @description A quantile over the orders of all replications, with its interval by resampling whole days. */
    Quantile: {
      /** Format: double */
      mean: number | null;
      /** Format: double */
      low: number | null;
      /** Format: double */
      high: number | null;
      count: number;
      key: string;
      /** Format: double */
      share: number;
    };
    /** @description A variant's rate over the base's; null where neither saw any, or without a bound. */
    RateRatio: {
      /** Format: double */
      ratio: number | null;
      /** Format: double */
      low: number | null;
      /** Format: double */
      high: number | null;
      /** Format: double */
      p_value: number;
    };
    /** @description What a file became: orders for a document, and what was made up or left out, in sentences. */
    ReadOrders: {
      recorded: components['schemas']['ScenarioRecordedOrders'];
      order_count: number;
      line_count: number;
      article_count: number;
      notes: string[];
      /** @description The first 500 rows that were left out. */
      skipped: components['schemas']['SkippedRow'][];
      skipped_count: number;
    };
    /** @description A comparison as a file. */
    Report: {
      /** Format: uuid */
      id: string;
      format: components['schemas']['FormatEnum'];
      language: components['schemas']['LanguageEnum'];
      status: components['schemas']['WorkStatusEnum'];
      /** Format: double */
      progress: number;
      error: string | null;
      file_url: string | null;
      file_name: string;
    };
    /** @description One version of a facility's CAD. */
    Revision: {
      /** Format: uuid */
      id: string;
      /** Format: uuid */
      facility_id: string;
      number: number;
      status: components['schemas']['ImportStatusEnum'];
      source_name: string;
      unit: string;
      up_axis: string;
      part_count: number;
      bounds: components['schemas']['Bounds'] | null;
      report: components['schemas']['ImportReport'];
      error: components['schemas']['Error'] | null;
      /** Format: date-time */
      created_at: string;
      scene_hash: string | null;
    };
    RevisionPage: {
      /** Format: uri */
      next: string | null;
      /** Format: uri */
      previous: string | null;
      results: components['schemas']['Revision'][];
    };
    /**
     * @description * `viewer` - Viewer
     *     * `analyst` - Analyst
     *     * `planner` - Planner
     *     * `admin` - Admin
     * @enum {string}
     */
    RoleEnum: 'viewer' | 'analyst' | 'planner' | 'admin';
    /** @description A run with its steps. */
    Run: {
      /** Format: uuid */
      id: string;
      /** Format: uuid */
      scenario_id: string;
      scenario_name: string;
      scenario_revision: number;
      status: components['schemas']['RunStatusEnum'];
      /** Format: double */
      progress: number;
      message: string;
      /** Format: date-time */
      created_at: string;
      /** Format: date-time */
      started_at: string | null;
      /** Format: date-time */
      finished_at: string | null;
      replications: number;
      clip_count: number;
      error: string | null;
      events_url: string;
      steps: components['schemas']['Step'][];
    };
    /**
     * @description * `queued` - Queued
     *     * `running` - Running
     *     * `cancelling` - Cancelling
     *     * `cancelled` - Cancelled
     *     * `failed` - Failed
     *     * `done` - Done
     * @enum {string}
     */
    RunStatusEnum: 'queued' | 'running' | 'cancelling' | 'cancelled' | 'failed' | 'done';
    /** @description A run without its steps. */
    RunSummary: {
      /** Format: uuid */
      id: string;
      /** Format: uuid */
      scenario_id: string;
      scenario_name: string;
      scenario_revision: number;
      status: components['schemas']['RunStatusEnum'];
      /** Format: double */
      progress: number;
      message: string;
      /** Format: date-time */
      created_at: string;
      /** Format: date-time */
      started_at: string | null;
      /** Format: date-time */
      finished_at: string | null;
      replications: number;
      clip_count: number;
      error: string | null;
      events_url: string;
    };
    RunSummaryPage: {
      /** Format: uri */
      next: string | null;
      /** Format: uri */
      previous: string | null;
      results: components['schemas']['RunSummary'][];
    };
    /** @description Seconds that a run takes on this server; a guess where nothing was measured yet. */
    RunTime: {
      /** Format: double */
      seconds: number;
      /** Format: double */
      low_s: number;
      /** Format: double */
      high_s: number;
      is_measured: boolean;
      runs: number;
    };
    /** @description A scenario with its document. */
    Scenario: {
      /** Format: uuid */
      id: string;
      /** Format: uuid */
      facility_id: string;
      name: string;
      /** Format: uuid */
      base_id: string | null;
      color_index: number;
      revision: components['schemas']['ScenarioRevision'];
      latest_run: components['schemas']['RunSummary'] | null;
      change_count: number;
      document: components['schemas']['ScenarioDocument'];
    };
    /** @description One saved state. */
    ScenarioRevision: {
      /** Format: uuid */
      readonly id: string;
      number: number;
      /** Format: date-time */
      readonly created_at: string;
      author: string;
      /** Format: uuid */
      readonly twin_revision_id: string;
    };
    ScenarioRevisionPage: {
      /** Format: uri */
      next: string | null;
      /** Format: uri */
      previous: string | null;
      results: components['schemas']['ScenarioRevision'][];
    };
    /** @description A scenario in a list. */
    ScenarioRow: {
      /** Format: uuid */
      id: string;
      /** Format: uuid */
      facility_id: string;
      name: string;
      /** Format: uuid */
      base_id: string | null;
      color_index: number;
      revision: components['schemas']['ScenarioRevision'];
      latest_run: components['schemas']['RunSummary'] | null;
      change_count: number;
    };
    ScenarioRowPage: {
      /** Format: uri */
      next: string | null;
      /** Format: uri */
      previous: string | null;
      results: components['schemas']['ScenarioRow'][];
    };
    /**
     * @description * `admin` - admin
     *     * `ingest:write` - ingest:write
     *     * `report:read` - report:read
     *     * `run:write` - run:write
     *     * `scenario:read` - scenario:read
     *     * `scenario:write` - scenario:write
     *     * `twin:read` - twin:read
     *     * `twin:write` - twin:write
     * @enum {string}
     */
    ScopesEnum:
      | 'admin'
      | 'ingest:write'
      | 'report:read'
      | 'run:write'
      | 'scenario:read'
      | 'scenario:write'
      | 'twin:read'
      | 'twin:write';
    /** @description Who is signed in, and for whom they act. */
    Session: {
      user: components['schemas']['User'];
      organisation: components['schemas']['Organisation'];
      organisations: components['schemas']['OrganisationWithRole'][];
      role: components['schemas']['RoleEnum'];
    };
    /** @description So many of the futures, with the exact 95 % interval of their share. */
    Share: {
      count: number;
      of: number;
      /** Format: double */
      mean: number;
      /** Format: double */
      low: number;
      /** Format: double */
      high: number;
    };
    /** @description A link; its token is not here. */
    ShareLink: {
      /** Format: uuid */
      id: string;
      /** Format: uuid */
      comparison_id: string | null;
      /** Format: uuid */
      run_id: string | null;
      /** @description of what is shared */
      name: string;
      status: components['schemas']['ShareLinkStatusEnum'];
      created_by: string;
      /** Format: date-time */
      created_at: string;
      /** Format: date-time */
      expires_at: string;
      opened_count: number;
      /** Format: date-time */
      last_opened_at: string | null;
    };
    ShareLinkPage: {
      /** Format: uri */
      next: string | null;
      /** Format: uri */
      previous: string | null;
      results: components['schemas']['ShareLink'][];
    };
    /**
     * @description * `open` - open
     *     * `expired` - expired
     *     * `revoked` - revoked
     * @enum {string}
     */
    ShareLinkStatusEnum: 'open' | 'expired' | 'revoked';
    /** @description What a link shows, to begin with. */
    Shared: {
      kind: components['schemas']['SharedKindEnum'];
      /** Format: uuid */
      subject_id: string;
      name: string;
      organisation: string;
      /** Format: date-time */
      expires_at: string;
      /** @description of a run's scenario */
      color_index: number;
      reports: components['schemas']['Report'][];
    };
    /**
     * @description * `comparison` - comparison
     *     * `run` - run
     * @enum {string}
     */
    SharedKindEnum: 'comparison' | 'run';
    /** @description Somebody in the picture; the pair come first. */
    ShownAgent: {
      id: string;
      kind: string;
      size_m: [number, number, number];
      is_pair: boolean;
    };
    /** @description Three futures with everybody in them, in the order of `agents_shown`: x_m, y_m, heading_rad. */
    ShownFutures: {
      likeliest: [number, number, number][][];
      median: [number, number, number][][];
      worst: [number, number, number][][];
    };
    /** @description A row that was left out, and why. */
    SkippedRow: {
      line: number;
      message: string;
    };
    /** @description The middle of the futures' values, and the ends between which 95 % of them lie. */
    Spread: {
      /** Format: double */
      median: number;
      /** Format: double */
      low: number;
      /** Format: double */
      high: number;
      count: number;
    };
    /**
     * @description * `random` - random
     *     * `even` - even
     * @enum {string}
     */
    SpreadEnum: 'random' | 'even';
    /**
     * @description * `reached` - reached
     *     * `looking_ahead` - looking_ahead
     *     * `too_wide` - too_wide
     *     * `undefined` - undefined
     * @enum {string}
     */
    StandingEnum: 'reached' | 'looking_ahead' | 'too_wide' | 'undefined';
    /**
     * @description * `none` - none
     *     * `pending` - pending
     *     * `running` - running
     *     * `done` - done
     * @enum {string}
     */
    StateEnum: 'none' | 'pending' | 'running' | 'done';
    /** @description What a station, a pool of stations or a conveyor did; a figure that it does not have has no mean. */
    StationFigures: {
      name: string;
      queue_mean: components['schemas']['Estimate'];
      queue_max: components['schemas']['Estimate'];
      utilisation: components['schemas']['Estimate'];
      served: components['schemas']['Estimate'];
    };
    /**
     * @description * `pack` - pack
     *     * `ship` - ship
     *     * `receive` - receive
     *     * `work` - work
     *     * `charge` - charge
     *     * `park` - park
     * @enum {string}
     */
    StationKindEnum: 'pack' | 'ship' | 'receive' | 'work' | 'charge' | 'park';
    /** @description One piece of a run's work. */
    Step: {
      /** Format: uuid */
      id: string;
      kind: components['schemas']['StepKindEnum'];
      index: number;
      label: string;
      status: components['schemas']['WorkStatusEnum'];
      /** Format: double */
      progress: number;
      message: string;
      /** Format: date-time */
      started_at: string | null;
      /** Format: date-time */
      finished_at: string | null;
      attempts: number;
    };
    /**
     * @description * `prepare` - Prepare
     *     * `replication` - Replication
     *     * `clip` - Clip
     *     * `futures` - Futures
     *     * `films` - Films
     *     * `summarise` - Summarise
     * @enum {string}
     */
    StepKindEnum: 'prepare' | 'replication' | 'clip' | 'futures' | 'films' | 'summarise';
    /** @description A renderer tuned on an organisation's own footage. */
    TunedModel: {
      /** Format: uuid */
      id: string;
      /** Format: uuid */
      facility_id: string;
      name: string;
      status: components['schemas']['TunedModelStatusEnum'];
      /** Format: double */
      progress: number;
      message: string;
      error: string;
      /** Format: double */
      minutes: number;
      footage: components['schemas']['FootageName'][];
      hash: string;
      measured: components['schemas']['Gain'] | null;
      /** Format: date-time */
      created_at: string;
    };
    /** @description A facility's tuned models. */
    TunedModelList: {
      tuned_models: components['schemas']['TunedModel'][];
    };
    /**
     * @description * `pending` - pending
     *     * `training` - training
     *     * `ready` - ready
     *     * `failed` - failed
     * @enum {string}
     */
    TunedModelStatusEnum: 'pending' | 'training' | 'ready' | 'failed';
    /**
     * @description * `z` - z
     *     * `y` - y
     * @enum {string}
     */
    UpAxisEnum: 'z' | 'y';
    /**
     * @description * `m` - m
     *     * `cm` - cm
     *     * `mm` - mm
     *     * `in` - in
     *     * `ft` - ft
     * @enum {string}
     */
    UploadUnitEnum: 'm' | 'cm' | 'mm' | 'in' | 'ft';
    /** @description A person. */
    User: {
      /** Format: uuid */
      id: string;
      /** Format: email */
      email: string;
      name: string;
    };
    /** @description What a check of a document found. */
    Validation: {
      findings: components['schemas']['Finding'][];
      ok: boolean;
      summary: components['schemas']['LayoutSummary'] | null;
    };
    /** @description A variant's floor plan, with its pick faces and stations. */
    VariantPlan: {
      building: [number, number][][];
      footprints: components['schemas']['Footprint'][];
      /** Format: double */
      cell_m: number;
      origin_m: [number, number];
      bounds: [number, number, number, number];
      /** Format: double */
      walkable_area_m2: number;
      faces: components['schemas']['PlanFace'][];
      stations: components['schemas']['PlanStation'][];
    };
    /**
     * @description * `waiting` - Waiting
     *     * `running` - Running
     *     * `done` - Done
     *     * `failed` - Failed
     *     * `cancelled` - Cancelled
     * @enum {string}
     */
    WorkStatusEnum: 'waiting' | 'running' | 'done' | 'failed' | 'cancelled';
    /** @description A world model and its card. */
    WorldModel: {
      id: string;
      name: string;
      hash: string;
      card: {
        [key: string]: unknown;
      };
    };
    /** @description A catalogue item placed in the layout. */
    ScenarioAddEdit: {
      /**
       * @description discriminator enum property added by openapi-typescript
       * @enum {string}
       */
      kind: 'add';
      part_id: string;
      /** @description catalogue item, see /catalog/ */
      item: string;
      name: string | null;
      at: components['schemas']['ScenarioPlacement'];
      /** @description length, width, height; the item's own size where absent */
      size_m: [number, number, number] | null;
    };
    /**
     * @description What a vehicle runs on. It drives to a charger below `low_share` and leaves it at `full_share`.
     *
     *     With `opportunity` it also charges whenever it has nothing to do.
     */
    ScenarioBattery: {
      capacity_kwh: number;
      /** @description taken while driving, in W */
      drive_w: number;
      /** @description taken while standing, in W */
      idle_w: number;
      charge_w: number;
      start_share: number;
      low_share: number;
      full_share: number;
      opportunity: boolean;
      /** @description a vehicle whose battery is empty stands where it is; this long afterwards somebody has brought it a battery at full_share and it goes on; null: it stays there for the rest of the day */
      rescue_s: number | null;
    };
    /** @description A pause of a role. With more than one group the heads take it one group after another, each for the whole length. */
    ScenarioBreak: {
      start_s: number;
      end_s: number;
      groups: number;
    };
    /**
     * @description A belt that carries from one station to another without hands.
     *
     *     It is as long as `length_m` says, else as its `path`, else as the walk between the stations. With a capacity
     *     it accumulates: what has come to its end stays on it until it is taken there, and who cannot put anything
     *     more on a full belt waits with it in hand.
     */
    ScenarioConveyor: {
      id: string;
      from_station: string;
      to_station: string;
      speed_mps: number;
      length_m: number | null;
      /** @description (x, y) in metres of its course over the floor, from its beginning to its end */
      path: [number, number][] | null;
      /** @description orders or jobs that it holds; any number where absent */
      capacity: number | null;
    };
    /** @description A crossing where people have the right of way: vehicles stop before it while somebody walks on it or up to it. */
    ScenarioCrossingZone: {
      id: string;
      /** @description what the planner calls it; its id where absent */
      name: string | null;
      area: components['schemas']['ScenarioFloorArea'];
      /**
       * @description discriminator enum property added by openapi-typescript
       * @enum {string}
       */
      kind: 'crossing';
    };
    /** @description What customers ask for, how orders are put together, and how long hands take. */
    ScenarioDemand: {
      windows: components['schemas']['ScenarioDemandWindow'][];
      recorded: components['schemas']['ScenarioRecordedOrders'] | null;
      /** @description pallets to put away; six an hour for each forklift and pallet jack where absent */
      inbound: components['schemas']['ScenarioInboundWindow'][] | null;
      lines_per_order_mean: number;
      /** @description units that a line asks for (geometric); not used with recorded orders */
      units_per_line_mean: number;
      orders_per_tour: number;
      pick_s: number;
      /** @description on top of pick_s for every unit of a line beyond the first */
      pick_unit_s: number;
      pack_s: number;
      /** @description on top of pack_s for every unit of an order beyond the first */
      pack_unit_s: number;
      ship_s: number;
      /** @description an order is due this long after it came, unless there are cut-offs */
      promise_s: number;
      /** @description orders that come before a cut-off are due at it; later ones at the next */
      cutoffs_s: number[];
      /** @description an order that nobody has begun to pick by then is called off and counted as failed */
      patience_s: number | null;
      /**
       * @description which waiting order is picked next; the earliest due differs from the first come where windows or recorded orders have promises of their own
       * @enum {string}
       */
      release: 'first_come' | 'due_first' | 'smallest_first';
      /**
       * @description which orders share a tour: the next ones, or those whose goods lie nearest
       * @enum {string}
       */
      batching: 'first_come' | 'nearest';
      /** @enum {string} */
      assignment: 'nearest' | 'longest_idle';
      /**
       * @description which pack or ship station an order goes to: where fewest wait for each server there (the nearest of equal ones), or the nearest that is open
       * @enum {string}
       */
      station_choice: 'shortest_line' | 'nearest';
      /** @enum {string} */
      routing: 'shortest' | 's_shape' | 'largest_gap' | 'return';
    };
    /**
     * @description Order arrivals per hour over a stretch of the horizon (a Poisson process).
     *
     *     Windows may overlap: their rates add up, and each order belongs to one of them (express beside standard orders).
     */
    ScenarioDemandWindow: {
      start_s: number;
      end_s: number;
      orders_per_hour: number;
      /** @description orders of this window are due this long after they came, whatever the cut-offs; by the demand's cut-offs or promise where absent */
      promise_s: number | null;
    };
    /** @description A copy of a part at another place. */
    ScenarioDuplicateEdit: {
      /**
       * @description discriminator enum property added by openapi-typescript
       * @enum {string}
       */
      kind: 'duplicate';
      part_id: string;
      new_part_id: string;
      at: components['schemas']['ScenarioPlacement'];
    };
    /** @description A random time. `cv` is the coefficient of variation; constant and exponential have their own. */
    ScenarioDuration: {
      /** @enum {string} */
      family: 'constant' | 'exponential' | 'erlang' | 'gamma' | 'lognormal' | 'hyperexponential' | 'uniform';
      mean_s: number;
      cv: number;
    };
    /**
     * @description Something that happens to the day.
     *
     *     A part that is blocked gives no goods; a blocked aisle or a spill is floor that nobody may enter;
     *     whoever stands on it leaves. A station that is down keeps the order in hand until it is repaired; what waits
     *     there goes to others. Pallets do not come in at a closed dock.
     */
    ScenarioEvent: {
      start_s: number;
      end_s: number;
      /** @enum {string} */
      kind:
        | 'part_blocked'
        | 'aisle_blocked'
        | 'spill'
        | 'absent'
        | 'demand_surge'
        | 'vehicle_down'
        | 'station_down'
        | 'dock_closed';
      /** @description part, role, vehicle type or station, by kind */
      target: string | null;
      /** @description aisle_blocked and spill: the floor that is closed */
      area: components['schemas']['ScenarioFloorArea'] | null;
      /** @description heads absent, vehicles down, or the factor of a surge */
      amount: number;
    };
    /** @description How often the day is played, how long it is, and what is filmed. */
    ScenarioExperiment: {
      horizon_s: number;
      replications: number;
      /** @description go on until every headline metric is known to this share of its mean; `replications` are the first */
      target_half_width: number | null;
      max_replications: number;
      /** @description differences below this share of the base do not matter to the planner */
      smallest_difference: number;
      /**
       * @description how the best of more than two variants is picked: replication by replication (Kim and Nelson), or by sharing out the replications to where they tell most (OCBA)
       * @enum {string}
       */
      selection: 'kim_nelson' | 'ocba';
      /** @description also estimate the long run: what remains once the opening has worn off (MSER-5); a day itself is never cut off */
      long_run: boolean;
      seed: number;
      confidence: number;
      start_of_day: string;
      clip_camera_ids: string[];
      /** @description start of the clips; the busiest moment of the first replication where absent */
      clip_start_s: number | null;
      clip_duration_s: number;
      clip_width_px: number;
      clip_height_px: number;
      /** @description what renders the clips: the shipped renderer, the installed video model, or a tuned model's id */
      clip_model: string;
    };
    /**
     * @description What a pick face holds: so many lines until it is empty, refilled by pallet when it runs low.
     *
     *     An empty face is passed over until it is refilled; whoever replenishes is a forklift or a pallet jack.
     */
    ScenarioFaceStock: {
      lines: number;
      reorder_share: number;
    };
    /** @description A rectangle of floor. */
    ScenarioFloorArea: {
      x_m: number;
      y_m: number;
      length_m: number;
      width_m: number;
      heading_rad: number;
    };
    /** @description Pallets that arrive per hour over a stretch of the horizon (a Poisson process), to be put away. */
    ScenarioInboundWindow: {
      start_s: number;
      end_s: number;
      pallets_per_hour: number;
    };
    /** @description Jobs released per hour over a stretch of the horizon (a Poisson process). */
    ScenarioJobWindow: {
      start_s: number;
      end_s: number;
      jobs_per_hour: number;
    };
    /** @description Floor that some may not enter. Kept out for everyone, it is closed like a wall. */
    ScenarioKeepOutZone: {
      id: string;
      /** @description what the planner calls it; its id where absent */
      name: string | null;
      area: components['schemas']['ScenarioFloorArea'];
      /**
       * @description discriminator enum property added by openapi-typescript
       * @enum {string}
       */
      kind: 'keep_out';
      /** @enum {string} */
      who: 'everyone' | 'vehicles' | 'people';
    };
    /** @description A part brought to another place; the heading is relative to how the CAD has it. */
    ScenarioMoveEdit: {
      /**
       * @description discriminator enum property added by openapi-typescript
       * @enum {string}
       */
      kind: 'move';
      part_id: string;
      at: components['schemas']['ScenarioPlacement'];
    };
    /**
     * @description An aisle that vehicles drive through along its length, the way that its heading points.
     *
     *     Against it they drive only where no other way leads.
     */
    ScenarioOneWayZone: {
      id: string;
      /** @description what the planner calls it; its id where absent */
      name: string | null;
      area: components['schemas']['ScenarioFloorArea'];
      /**
       * @description discriminator enum property added by openapi-typescript
       * @enum {string}
       */
      kind: 'one_way';
    };
    /** @description Where a thing stands: the middle of its footprint's box on the floor, and its turn about the vertical. */
    ScenarioPlacement: {
      x_m: number;
      y_m: number;
      z_m: number;
      heading_rad: number;
    };
    /** @description Orders as they were, instead of a profile: every replication has the same ones, in the order of their times. */
    ScenarioRecordedOrders: {
      arrival_s: number[];
      /** @description the article of each line of each order */
      articles: string[][];
      /** @description how many units each line asks for; one where absent */
      units: number[][] | null;
      /** @description when each order is due; by the demand's cut-offs or promise where absent */
      due_s: number[] | null;
    };
    /** @description A part taken out. */
    ScenarioRemoveEdit: {
      /**
       * @description discriminator enum property added by openapi-typescript
       * @enum {string}
       */
      kind: 'remove';
      part_id: string;
    };
    /** @description With this probability a job goes back to an earlier (or the same) step. */
    ScenarioRework: {
      probability: number;
      to_step: number;
    };
    /** @description One role's people over time. Shifts of a role may follow each other but not overlap. */
    ScenarioRoleStaffing: {
      /** @enum {string} */
      role: 'picker' | 'packer' | 'shipper' | 'operator';
      shifts: components['schemas']['ScenarioShift'][];
      hourly_cost: number;
      walking_speed_mps: number;
      walking_speed_sd_mps: number;
      breaks: components['schemas']['ScenarioBreak'][];
      /** @description roles whose waiting work these people take on when they have none of their own */
      also: ('picker' | 'packer' | 'shipper' | 'operator')[];
      /**
       * @description at the end of a shift or before a break a picker finishes the tour, or brings away what is picked and leaves the rest to others
       * @enum {string}
       */
      at_end: 'finish' | 'hand_over';
    };
    /** @description A part turned about the middle of its footprint, on top of what went before. */
    ScenarioRotateEdit: {
      /**
       * @description discriminator enum property added by openapi-typescript
       * @enum {string}
       */
      kind: 'rotate';
      part_id: string;
      by_rad: number;
    };
    /** @description A kind of job: its arrivals, or a constant number that circulates, and its steps in order. */
    ScenarioRouting: {
      id: string;
      windows: components['schemas']['ScenarioJobWindow'][];
      /** @description so many jobs circulate, a finished one begins anew; instead of windows */
      population: number | null;
      steps: components['schemas']['ScenarioStep'][];
      /**
       * @description between stations without a conveyor: at once, or by an AMR or AGV of the fleet
       * @enum {string}
       */
      moved_by: 'nothing' | 'vehicle';
      /** @description promised time from release to the last step */
      due_s: number | null;
    };
    /** @description Heads in a role over a stretch of the horizon. */
    ScenarioShift: {
      start_s: number;
      end_s: number;
      heads: number;
    };
    /** @description Floor on which vehicles keep to a speed; they brake before it. */
    ScenarioSlowZone: {
      id: string;
      /** @description what the planner calls it; its id where absent */
      name: string | null;
      area: components['schemas']['ScenarioFloorArea'];
      /**
       * @description discriminator enum property added by openapi-typescript
       * @enum {string}
       */
      kind: 'slow';
      limit_mps: number;
    };
    /**
     * @description A place where something is done, with its servers.
     *
     *     With `at` alone or beside a part, the first server stands exactly there, whatever becomes of the
     *     part; with a part alone, the servers stand beside it wherever it is moved. Stations of kind `work`
     *     belong to the routings of a factory.
     */
    ScenarioStation: {
      id: string;
      /** @enum {string} */
      kind: 'pack' | 'ship' | 'receive' | 'work' | 'charge' | 'park';
      /** @description the part it belongs to; without a place of its own it follows that part */
      part_id: string | null;
      /** @description where people stand; from the part where absent */
      at: components['schemas']['ScenarioPlacement'] | null;
      capacity: number;
      /** @description work stations: whether each server needs an operator */
      manned: boolean;
      /** @description work stations: jobs that may wait in front of it; any number where absent */
      buffer: number | null;
      /** @description pack and ship stations: those of a kind with the same pool share one waiting line; a station without one has its own */
      pool: string | null;
    };
    /**
     * @description One visit: at the first of the stations that is free, else at the one with the shortest line.
     *
     *     Without stations the step is a delay that any number of jobs spend side by side (drying, cooling).
     */
    ScenarioStep: {
      stations: string[];
      process: components['schemas']['ScenarioDuration'];
      rework: components['schemas']['ScenarioRework'] | null;
      scrap_probability: number;
    };
    /** @description Which parts hold goods, and how the stock is spread over their pick faces. */
    ScenarioStorage: {
      /** @description every rack of the layout where absent */
      part_ids: string[] | null;
      face_pitch_m: number;
      /** @enum {string} */
      policy: 'random' | 'abc' | 'given';
      /** @description Zipf exponent of the demand over faces; 0 is uniform; not used with recorded orders */
      popularity: number;
      /** @description policy given: where each article of the recorded orders lies */
      given: components['schemas']['ScenarioStoredArticle'][];
      /** @description faces never run empty where absent */
      stock: components['schemas']['ScenarioFaceStock'] | null;
    };
    /** @description An article and the face it lies at. */
    ScenarioStoredArticle: {
      article: string;
      part_id: string;
      ordinal: number;
    };
    /** @description Rules for vehicles. One-way aisles alternate across the hall; narrow ones are those where two cannot pass. */
    ScenarioTraffic: {
      /** @enum {string} */
      one_way: 'none' | 'narrow' | 'all';
      keep_right: boolean;
      /** @description vehicles drive no faster than this beside a person within 1.5 m */
      person_limit_mps: number;
    };
    /** @description Vehicles of one type. AMRs and AGVs carry tours and jobs; forklifts and pallet jacks carry pallets. */
    ScenarioVehicleFleet: {
      /** @enum {string} */
      type: 'amr' | 'agv' | 'forklift' | 'pallet_jack';
      count: number;
      length_m: number;
      width_m: number;
      speed_mps: number;
      acceleration_mps2: number;
      hourly_cost: number;
      /** @description to load, and again to unload; 8 s for tours and 25 s for pallets where absent */
      handling_s: number | null;
      /** @description stacking aisle with load on the data sheet (VDI 2198: Ast), for checks of the layout */
      aisle_m: number | null;
      /** @description never runs down where absent */
      battery: components['schemas']['ScenarioBattery'] | null;
    };
    /** @description Everything about a variant. The same document, revision and seed give the same results, always. */
    ScenarioDocument: {
      /** @constant */
      version: 1;
      layout: (
        | components['schemas']['ScenarioAddEdit']
        | components['schemas']['ScenarioMoveEdit']
        | components['schemas']['ScenarioRotateEdit']
        | components['schemas']['ScenarioRemoveEdit']
        | components['schemas']['ScenarioDuplicateEdit']
      )[];
      zones: (
        | components['schemas']['ScenarioKeepOutZone']
        | components['schemas']['ScenarioOneWayZone']
        | components['schemas']['ScenarioSlowZone']
        | components['schemas']['ScenarioCrossingZone']
      )[];
      stations: components['schemas']['ScenarioStation'][];
      conveyors: components['schemas']['ScenarioConveyor'][];
      storage: components['schemas']['ScenarioStorage'];
      staffing: components['schemas']['ScenarioRoleStaffing'][];
      fleet: components['schemas']['ScenarioVehicleFleet'][];
      traffic: components['schemas']['ScenarioTraffic'];
      demand: components['schemas']['ScenarioDemand'];
      routings: components['schemas']['ScenarioRouting'][];
      events: components['schemas']['ScenarioEvent'][];
      experiment: components['schemas']['ScenarioExperiment'];
    };
  };
  responses: never;
  parameters: never;
  requestBodies: never;
  headers: never;
  pathItems: never;
}
export type $defs = Record<string, never>;
export type operations = Record<string, never>;
