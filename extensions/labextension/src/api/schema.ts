/* Made by `npm run types` of the OpenAPI description of the service: not to be edited. */

export type paths = Record<string, never>;
export type webhooks = Record<string, never>;
export type components = {
    schemas: {
        /** @description Signs somebody up, as a student; another role is a request that waits for an admin. */
        AccountCreate: {
            email: string;
            password: string;
            name: string;
            /**
             * @default student
             * @enum {string}
             */
            role: "student" | "educator" | "moderator" | "guardian" | "admin";
        };
        /** @description A new account; `asked_role` waits for an admin. */
        AccountCreated: {
            /** Format: uuid */
            user_id: string;
            username: string;
            /** @enum {string} */
            role: "student" | "educator" | "moderator" | "guardian" | "admin";
            asked_role: ("student" | "educator" | "moderator" | "guardian" | "admin") | null;
        };
        /** @description Something to be earned in a course; `percentage` says how much of it is done, all of it when `earned`. */
        Achievement: {
            course_slug: string;
            key: string;
            title: string;
            description: string;
            earned: boolean;
            percentage: number;
        };
        /** @description Of all the caller's courses or of one, all or those that are earned, or that are not. */
        AchievementQuery: {
            /** @default 1 */
            page: number;
            /** @default 20 */
            limit: number;
            /** @default null */
            course: string | null;
            /** @default null */
            earned: boolean | null;
        };
        /**
         * @description Something is probably wrong with a run: a loss is no number, the policy moves too far at once, it has made up its
         *     mind too soon, or it does not learn. `why` says on what that rests and what may help.
         */
        Alert: {
            /** @enum {string} */
            kind: "nan" | "kl" | "entropy" | "flat";
            why: string;
        };
        /** @description `anonymous` leaves out whose answer it is. */
        AnonymousQuery: {
            /** @default false */
            anonymous: boolean;
        };
        /**
         * @description A cell of a student's notebook. `source` is plain text; `html` its outputs (or the Markdown) made safe to show.
         *
         *     `shortened` says that a part of it was left out because of its length.
         */
        AnswerCell: {
            /** @enum {string} */
            cell_type: "code" | "markdown" | "raw";
            grade_id: string | null;
            source: string;
            html: string;
            /** @default false */
            shortened: boolean;
        };
        /** @description A file of a run. `media_type` is what its bytes are; `step` is the environment step that it shows. */
        Artifact: {
            name: string;
            /** @enum {string} */
            media_type: "application/zip" | "application/json" | "video/mp4" | "video/webm" | "image/png" | "image/gif";
            size_bytes: number;
            sha256: string;
            /** @default null */
            step: number | null;
            /** Format: date-time */
            created_at: string;
        };
        /** @description `step` is the environment step that the file shows. */
        ArtifactQuery: {
            /** @default null */
            step: number | null;
        };
        /** @description A question as a student gets it: `options` in the order of this attempt, texts as Markdown and as safe HTML. */
        AskedQuestion: {
            /** Format: uuid */
            id: string;
            /** @enum {string} */
            type: "single_choice" | "multiple_choice" | "true_false" | "numeric" | "short_text" | "free_text" | "code";
            text: string;
            html: string;
            points: number;
            /** @default [] */
            options: string[];
            /** @default [] */
            options_html: string[];
            /** @default [] */
            units: string[];
            /** @default null */
            language: ("python" | "bash") | null;
            /** @default  */
            starter: string;
        };
        /**
         * @description An assignment as the caller sees it: `latest` is the caller's own newest submission, and
         *     `submissions` counts the caller's, for staff everybody's.
         *
         *     `version` is the released version's number, None while nothing is released (staff only see such); `source_version`
         *     (staff only) the newest source's. The settings are those that hold, the course's included: for the caller
         *     `effective_due_at` is when it is due, `closes_at` until when it is taken (None: no end), `seconds_left` the time
         *     until the sooner of these that is to come, `fetched_at` when it was first fetched, `attempts_left` and
         *     `grace_days_left` what is left (None: no limit, no such days). `settings` (staff only) are the assignment's own.
         */
        Assignment: {
            /** Format: uuid */
            id: string;
            course_slug: string;
            name: string;
            title: string;
            due_at: string | null;
            /** @enum {string} */
            feedback: "immediately" | "on_release" | "after_due";
            version: number | null;
            /** @default null */
            source_version: number | null;
            max_score: number | null;
            notebooks: string[];
            submissions: number;
            /** @default null */
            latest: components["schemas"]["Submission"] | null;
            /**
             * @default none
             * @enum {string}
             */
            late_policy: "none" | "hard" | "linear" | "grace_days";
            /** @default 0 */
            late_percent_per_day: number;
            /** @default 0 */
            late_floor_percent: number;
            /** @default null */
            attempts_limit: number | null;
            /** @default null */
            minutes_allowed: number | null;
            /** @default null */
            effective_due_at: string | null;
            /** @default null */
            closes_at: string | null;
            /** @default null */
            seconds_left: number | null;
            /** @default null */
            fetched_at: string | null;
            /** @default null */
            attempts_left: number | null;
            /** @default null */
            grace_days_left: number | null;
            /** @default null */
            settings: components["schemas"]["AssignmentSettings"] | null;
        };
        /**
         * @description Releases the newest source to students; fields left out keep what is set. `version` is the one that was looked
         *     at before: it is refused where a newer one has come since.
         */
        AssignmentRelease: {
            /** @default null */
            version: number | null;
            /** @default null */
            title: string | null;
            /** @default null */
            due_at: string | null;
            /** @default null */
            feedback: ("immediately" | "on_release" | "after_due") | null;
        };
        /**
         * @description What a student's newest submission got, in points.
         *
         *     `score` is `auto_score` (cells that tests marked) with `manual_score` (cells that people marked) and
         *     `extra_credit`, less `late_penalty`, and not below zero; None until there is a verdict.
         */
        AssignmentScore: {
            /** Format: uuid */
            submission_id: string;
            /** @enum {string} */
            status: "queued" | "running" | "graded" | "needs_manual_grade" | "failed";
            needs_manual_grade: boolean;
            score: number | null;
            auto_score: number;
            manual_score: number;
            extra_credit: number;
            late_penalty: number;
            max_score: number | null;
        };
        /**
         * @description All settings of an assignment. None stands for what the course says; a `title` of None keeps the one that it has,
         *     a `due_at` of None is no due time. `cell_seconds` (time for one cell) and `memory_mib` (memory for all of a
         *     notebook) limit its grading, within what the administrator allows; None stands for the platform's own.
         */
        AssignmentSettings: {
            /** @default null */
            title: string | null;
            /** @default null */
            due_at: string | null;
            /** @default null */
            late_policy: ("none" | "hard" | "linear" | "grace_days") | null;
            /** @default null */
            late_percent_per_day: number | null;
            /** @default null */
            late_floor_percent: number | null;
            /** @default null */
            feedback: ("immediately" | "on_release" | "after_due") | null;
            /** @default null */
            attempts_limit: number | null;
            /** @default null */
            minutes_allowed: number | null;
            /** @default null */
            cell_seconds: number | null;
            /** @default null */
            memory_mib: number | null;
        };
        /**
         * @description An attempt as it is listed: `judging` while its code is run; `score` is None until all of it is graded,
         *     `deadline_at` None without a limit.
         */
        Attempt: {
            /** Format: uuid */
            id: string;
            /** Format: uuid */
            quiz_id: string;
            course_slug: string;
            person: components["schemas"]["Person"];
            number: number;
            /** @enum {string} */
            state: "open" | "judging" | "needs_manual_grade" | "graded";
            /** Format: date-time */
            started_at: string;
            deadline_at: string | null;
            submitted_at: string | null;
            score: number | null;
            max_score: number;
            passed: boolean | null;
        };
        /** @description With its questions in their order, the answers so far, and what came of them once it was handed in. */
        AttemptDetail: {
            /** Format: uuid */
            id: string;
            /** Format: uuid */
            quiz_id: string;
            course_slug: string;
            person: components["schemas"]["Person"];
            number: number;
            /** @enum {string} */
            state: "open" | "judging" | "needs_manual_grade" | "graded";
            /** Format: date-time */
            started_at: string;
            deadline_at: string | null;
            submitted_at: string | null;
            score: number | null;
            max_score: number;
            passed: boolean | null;
            questions: components["schemas"]["AskedQuestion"][];
            answers: {
                [key: string]: boolean | number | number[] | string | null;
            };
            /** @default null */
            review: components["schemas"]["QuestionReview"][] | null;
        };
        /** @description Points and comment by hand for one answer. */
        AttemptGrade: {
            /** Format: uuid */
            question_id: string;
            score: number;
            /** @default  */
            comment: string;
        };
        /** @description The caller's own attempts; with `everyone`, for staff, those of all of one quiz. */
        AttemptQuery: {
            /** @default 1 */
            page: number;
            /** @default 20 */
            limit: number;
            /** @default null */
            quiz_id: string | null;
            /** @default null */
            passed: boolean | null;
            /** @default null */
            state: ("open" | "judging" | "needs_manual_grade" | "graded") | null;
            /** @default false */
            everyone: boolean;
        };
        /** @description Answers by question id. What is not named stays as it was saved. `final` hands the attempt in: once only. */
        AttemptUpdate: {
            answers: {
                [key: string]: boolean | number | number[] | string | null;
            };
            /** @default true */
            final: boolean;
        };
        /**
         * @description How often somebody was there, of the classes of a course that have begun.
         *
         *     `percentage` is of those that were not excused; 100 where there were none.
         */
        AttendanceSummary: {
            sessions: number;
            present: number;
            late: number;
            absent: number;
            excused: number;
            percentage: number;
        };
        /** @description Either the code that one sees in class, or what staff say of members. */
        AttendanceUpdate: {
            /** @default null */
            code: string | null;
            /** @default null */
            marks: components["schemas"]["PresenceMark"][] | null;
        };
        /**
         * @description A change, or an attempt that was not allowed.
         *
         *     `action` is the call's `operationId` in the OpenAPI description, `resource` its path, `actor` None where nobody was
         *     signed in. `result` is `DONE` or a refusal's code. `written` are the rows: `+`, `~` or `-` for made, changed and
         *     removed, the table, and the row's key.
         */
        AuditEntry: {
            /** Format: uuid */
            id: string;
            /** Format: date-time */
            at: string;
            actor: components["schemas"]["Person"] | null;
            action: string;
            resource: string;
            address: string;
            result: string;
            request_id: string;
            written: string[];
        };
        /** @description `resource` finds a path and what is below it; `from` is the first moment, `to` the first one after. */
        AuditQuery: {
            /** @default 1 */
            page: number;
            /** @default 20 */
            limit: number;
            /** @default null */
            actor: string | null;
            /** @default null */
            action: string | null;
            /** @default null */
            resource: string | null;
            /** @default null */
            from: string | null;
            /** @default null */
            to: string | null;
        };
        /**
         * @description Grading of submissions. With `only: changed` those among them that would be graded differently from how they
         *     were: never graded, by another source, or under other terms. With `preview` nobody's marks change: the answer names
         *     a regrade to look at, which tries the newest source.
         */
        Autograde: {
            /** @default [] */
            submission_ids: string[];
            /**
             * @default all
             * @enum {string}
             */
            only: "all" | "changed";
            /** @default false */
            preview: boolean;
        };
        /**
         * @description A test: the program reads `stdin`; `code` is run after it and sees its names, so that assertions may stand there.
         *
         *     It passes when all ended well and, unless `expected` is None, what was printed is `expected`; blanks at the ends of
         *     lines, and empty lines at the end, don't matter.
         */
        Case: {
            /** @default  */
            stdin: string;
            /** @default  */
            code: string;
            /** @default null */
            expected: string | null;
        };
        /** @description What came of one test. `hint` says in a sentence what went wrong, None where nothing did. */
        CaseResult: {
            passed: boolean;
            /** @enum {string} */
            status: "ok" | "error" | "killed_memory" | "killed_time" | "killed_output";
            stdout: string;
            stderr: string;
            /** @default null */
            hint: string | null;
        };
        Category: {
            /** Format: uuid */
            id: string;
            course_slug: string;
            title: string;
            description: string;
            position: number;
            threads: number;
            announcements: boolean;
        };
        /** @description In a category of announcements only staff open threads, and every member of the course is told of them. */
        CategoryCreate: {
            title: string;
            /** @default  */
            description: string;
            /** @default false */
            announcements: boolean;
        };
        /** @description A cell whose score would be another; None where it has none. */
        CellChange: {
            notebook: string;
            grade_id: string;
            old_score: number | null;
            score: number | null;
        };
        /** @description One grade cell's score, None until a person has given it. `kind` says who grades it; `note` is for people. */
        CellScore: {
            notebook: string;
            grade_id: string;
            /** @enum {string} */
            kind: "auto" | "manual";
            score: number | null;
            max_score: number;
            /** @default null */
            note: string | null;
        };
        /** @description How many would gain and lose with one cell, and by how much together. */
        CellSummary: {
            notebook: string;
            grade_id: string;
            gained: number;
            lost: number;
            change: number;
        };
        /** @description The code to be shown now, and for how many seconds it is the newest. */
        CheckInCode: {
            code: string;
            seconds_left: number;
        };
        /** @description Who marks an answer just now, and until when nobody else can. */
        Claim: {
            user: components["schemas"]["Person"];
            /** Format: date-time */
            until: string;
        };
        /** @description Claims an answer: the given one (again, to renew the claim), or the next that waits and nobody has claimed. */
        ClaimCreate: {
            /** @default null */
            mark_id: string | null;
            /** @default 15 */
            minutes: number;
        };
        /** @description `notebook` as for any cell. */
        ClaimQuery: {
            /** @default false */
            anonymous: boolean;
            /** @default null */
            notebook: string | null;
        };
        /**
         * @description Which members, and who first: by name, who has done `least` or `most`, or who stands still for the longest time
         *     (`idle`: who never began comes first, who is through comes last).
         */
        ClassQuery: {
            /** @default 1 */
            page: number;
            /** @default 20 */
            limit: number;
            /** @default null */
            role: ("student" | "assistant" | "instructor") | null;
            /**
             * @default name
             * @enum {string}
             */
            sort: "name" | "least" | "most" | "idle";
        };
        /**
         * @description A class, with the caller's own presence; None for who has not been there, or not yet.
         *
         *     `counts` says for staff how many have each presence.
         */
        ClassSession: {
            title: string;
            /** Format: date-time */
            starts_at: string;
            /** Format: date-time */
            ends_at: string;
            /** @default 10 */
            late_minutes: number;
            /** @default 30 */
            code_seconds: number;
            /** Format: uuid */
            id: string;
            course_slug: string;
            /** @default null */
            presence: ("present" | "late" | "absent" | "excused") | null;
            /** @default null */
            counts: {
                [key: string]: number;
            } | null;
        };
        /**
         * @description A class that is held. Who checks in more than `late_minutes` after its start is late; its code changes each
         *     `code_seconds`.
         */
        ClassSessionCreate: {
            title: string;
            /** Format: date-time */
            starts_at: string;
            /** Format: date-time */
            ends_at: string;
            /** @default 10 */
            late_minutes: number;
            /** @default 30 */
            code_seconds: number;
        };
        /** @description A code cell as it was handed in; `shortened` when the rest of its source is left out. */
        CodeCell: {
            notebook: string;
            cell: number;
            source: string;
            /** @default false */
            shortened: boolean;
        };
        /**
         * @description A program, run once for each of its `tests`: each that it passes earns its part of the points.
         *
         *     `starter` is what stands there at first.
         */
        CodeQuestion: {
            text: string;
            /** @default 1 */
            points: number;
            /** @default  */
            explanation: string;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "code";
            /**
             * @default python
             * @enum {string}
             */
            language: "python" | "bash";
            /** @default  */
            starter: string;
            tests: components["schemas"]["CodeTest"][];
        };
        /** @description Lines of a cell. `cell` is its number among all cells of the notebook, from 0; lines count from 1. */
        CodeRange: {
            notebook: string;
            cell: number;
            first_line: number;
            last_line: number;
        };
        /** @description A program handed in where a material asks for one, in the language in which it asks for it. */
        CodeSubmission: {
            code: string;
            /**
             * @default python
             * @enum {string}
             */
            language: "python" | "bash";
        };
        /**
         * @description A test of a program: it reads `stdin`, `code` is run after it, and what both print has to be `expected`.
         *
         *     What is expected never gets near the program, so that no program can find it out.
         */
        CodeTest: {
            /** @default  */
            stdin: string;
            /** @default  */
            code: string;
            expected: string;
        };
        /** @description `notebook` as for any cell. */
        CommentQuery: {
            /** @default 1 */
            page: number;
            /** @default 20 */
            limit: number;
            /** @default null */
            notebook: string | null;
        };
        /** @description Returns in one condition: the environment as it is (`name` is None), or one of the perturbations. */
        ConditionResult: {
            name: string | null;
            episodes: number;
            mean_reward: number;
            std_reward: number;
            lower_bound: number;
            min_reward: number;
            max_reward: number;
            mean_length: number;
            /** @default null */
            threshold: number | null;
            /** @default null */
            score: number | null;
            /** @default null */
            max_score: number | null;
        };
        /**
         * @description A course as lists show it. `role`, `enrollment_id` and `percentage` are the caller's, None when not enrolled.
         *
         *     One that is `archived` is there for its members alone, and nobody joins it any more.
         */
        Course: {
            /** Format: uuid */
            id: string;
            slug: string;
            title: string;
            description: string;
            /** @enum {string} */
            difficulty: "beginner" | "intermediate" | "advanced";
            tags: string[];
            prerequisites: string[];
            published: boolean;
            /** @default false */
            archived: boolean;
            /** @default true */
            self_enrollment: boolean;
            /** @default null */
            role: ("student" | "assistant" | "instructor") | null;
            /** @default null */
            enrollment_id: string | null;
            /** @default null */
            percentage: number | null;
            /** Format: date-time */
            created_at: string;
            /** Format: date-time */
            updated_at: string;
        };
        /**
         * @description A course's students: how many there are, have begun, have moved on in the last week (`active`), and have
         *     completed it; and where they stand, material by material in the course's order.
         */
        CourseAnalytics: {
            students: number;
            begun: number;
            active: number;
            completed: number;
            materials: components["schemas"]["MaterialStanding"][];
        };
        /** @description One's own, in one course. */
        CourseAttendance: {
            sessions: number;
            present: number;
            late: number;
            absent: number;
            excused: number;
            percentage: number;
            course_slug: string;
            course_title: string;
        };
        /** @description A new, empty, unpublished course; its creator becomes an instructor. */
        CourseCreate: {
            title: string;
            /** @default  */
            description: string;
            /**
             * @default beginner
             * @enum {string}
             */
            difficulty: "beginner" | "intermediate" | "advanced";
            /** @default [] */
            tags: string[];
            /** @default [] */
            prerequisites: string[];
            /** @default true */
            self_enrollment: boolean;
            slug: string;
        };
        /** @description A course with its sections. */
        CourseDetail: {
            /** Format: uuid */
            id: string;
            slug: string;
            title: string;
            description: string;
            /** @enum {string} */
            difficulty: "beginner" | "intermediate" | "advanced";
            tags: string[];
            prerequisites: string[];
            published: boolean;
            /** @default false */
            archived: boolean;
            /** @default true */
            self_enrollment: boolean;
            /** @default null */
            role: ("student" | "assistant" | "instructor") | null;
            /** @default null */
            enrollment_id: string | null;
            /** @default null */
            percentage: number | null;
            /** Format: date-time */
            created_at: string;
            /** Format: date-time */
            updated_at: string;
            /** @default [] */
            sections: components["schemas"]["Section"][];
        };
        /**
         * @description What holds in a course for every assignment that says nothing else.
         *
         *     `late_policy`: `none` (late work is taken and marked late), `hard` (nothing is taken after the due time), `linear`
         *     (each started day costs `late_percent_per_day` of the score, of which `late_floor_percent` stays), `grace_days` (a
         *     student may be late by `grace_days` started days in the course, used as they come; further ones cost as with
         *     `linear`). `minutes_allowed` is counted from the first fetch. Limits of 0 are none.
         */
        CourseGrading: {
            /**
             * @default none
             * @enum {string}
             */
            late_policy: "none" | "hard" | "linear" | "grace_days";
            /** @default 10 */
            late_percent_per_day: number;
            /** @default 0 */
            late_floor_percent: number;
            /** @default 0 */
            grace_days: number;
            /**
             * @default on_release
             * @enum {string}
             */
            feedback: "immediately" | "on_release" | "after_due";
            /** @default 0 */
            attempts_limit: number;
            /** @default 0 */
            minutes_allowed: number;
        };
        /** @description Which courses: `tags` are separated by commas and all must be there; `mine` are those with a role. */
        CourseQuery: {
            /** @default 1 */
            page: number;
            /** @default 20 */
            limit: number;
            /** @default null */
            q: string | null;
            /** @default null */
            difficulty: ("beginner" | "intermediate" | "advanced") | null;
            /** @default  */
            tags: string;
            /** @default false */
            mine: boolean;
        };
        /**
         * @description What an instructor says of a course. `prerequisites` are slugs of other courses.
         *
         *     `self_enrollment`: whether anybody may join who finds it.
         */
        CourseUpdate: {
            title: string;
            /** @default  */
            description: string;
            /**
             * @default beginner
             * @enum {string}
             */
            difficulty: "beginner" | "intermediate" | "advanced";
            /** @default [] */
            tags: string[];
            /** @default [] */
            prerequisites: string[];
            /** @default true */
            self_enrollment: boolean;
        };
        /** @description What was published at a time, and by whom; None for a course folder that the administrator loaded. */
        CourseVersion: {
            number: number;
            /** Format: date-time */
            published_at: string;
            /** @default null */
            author: components["schemas"]["Person"] | null;
            title: string;
            materials: number;
        };
        /** @description A version with all that it froze. */
        CourseVersionDetail: {
            number: number;
            /** Format: date-time */
            published_at: string;
            /** @default null */
            author: components["schemas"]["Person"] | null;
            title: string;
            materials: number;
            description: string;
            /** @enum {string} */
            difficulty: "beginner" | "intermediate" | "advanced";
            tags: string[];
            prerequisites: string[];
            sections: components["schemas"]["Section"][];
            /** @default [] */
            quizzes: components["schemas"]["FrozenQuiz"][];
        };
        /** @description Asks for a link to confirm an address. */
        EmailChange: {
            current_password: string;
            email: string;
        };
        /** @description Confirms an address with the token of a link. */
        EmailVerify: {
            token: string;
        };
        /** @description Somebody's place in a course; `completed_at` is when all materials were done. */
        Enrollment: {
            /** Format: uuid */
            id: string;
            /** Format: uuid */
            course_id: string;
            course_slug: string;
            course_title: string;
            /** @enum {string} */
            role: "student" | "assistant" | "instructor";
            percentage: number;
            /** Format: date-time */
            enrolled_at: string;
            /** @default null */
            completed_at: string | null;
        };
        /**
         * @description Joins a course: as a student where it allows self-enrolment, or by the code of an invitation.
         *
         *     `course_id` is an id or a slug.
         */
        EnrollmentCreate: {
            course_id: string;
            /** @default null */
            code: string | null;
        };
        EnrollmentQuery: {
            /** @default 1 */
            page: number;
            /** @default 20 */
            limit: number;
            /** @default null */
            completed: boolean | null;
        };
        /** @description The body of every answer from 400 on. */
        ErrorBody: {
            error: components["schemas"]["ErrorInfo"];
        };
        /** @description What is wrong with one field; `field` is its path in the body (`sections.0.title`), or a name in the query. */
        ErrorDetail: {
            field: string;
            message: string;
        };
        /** @description `code` is for programs (`VALIDATION_ERROR`), `message` for people. */
        ErrorInfo: {
            code: string;
            message: string;
            /** @default [] */
            details: components["schemas"]["ErrorDetail"][];
        };
        /** @description The trained policy's undiscounted returns over whole episodes on seeds it was not trained on, as reported. */
        Evaluation: {
            mean_reward: number;
            std_reward: number;
            episodes: number;
        };
        /**
         * @description Which evaluations: of a course (id or slug), of an assignment in it, of one environment, in one state.
         *
         *     `everyone` asks, as staff, for all members' of the course; otherwise they are the caller's own.
         */
        EvaluationQuery: {
            /** @default 1 */
            page: number;
            /** @default 20 */
            limit: number;
            /** @default null */
            course: string | null;
            /** @default null */
            assignment: string | null;
            /** @default null */
            environment: string | null;
            /** @default null */
            status: ("queued" | "running" | "done" | "failed") | null;
            /** @default false */
            everyone: boolean;
        };
        /** @description Gives or takes back the consent to be named on the leaderboard. */
        EvaluationUpdate: {
            show_name: boolean;
        };
        /**
         * @description One thing that happened in a run, `seconds` after its start, at environment step `step`.
         *
         *     A `status` event names the new `status`, with its reason in `text`; a `log` event is a line of `text`; an `artifact`
         *     event has in `text` the name of a file that the run has made.
         *     NaN and infinite values become null.
         */
        Event: {
            sequence: number;
            step: number;
            seconds: number;
            /** @enum {string} */
            kind: "metrics" | "episode" | "evaluation" | "status" | "log" | "artifact";
            values?: {
                [key: string]: number | null;
            };
            /** @default null */
            status: ("started" | "paused" | "resumed" | "finished" | "stopped" | "failed") | null;
            /** @default  */
            text: string;
        };
        /**
         * @description What was graded, by what and how. `limits` by name, `seconds` by stage, `judged` by `<notebook>/<grade_id>`.
         *
         *     `image` is the name by which the sandboxes' image was asked for, `image_id` what was found by it (`sha256:…`).
         */
        Evidence: {
            submission_sha256: string;
            source_version: number;
            source_sha256: string;
            grader_version: string;
            /** Format: date-time */
            graded_at: string;
            late: components["schemas"]["LateTerms"];
            /** @default 0 */
            seconds_spent: number;
            seconds?: {
                [key: string]: number;
            };
            /** @default null */
            image: string | null;
            /** @default null */
            image_id: string | null;
            limits?: {
                [key: string]: number | null;
            };
            judged?: {
                [key: string]: "outside" | "inside";
            };
        };
        /**
         * @description What came of a program. With tests, `status`, `stdout`, `stderr` and `hint` are those of the first that failed,
         *     or of the last; `passed` is None without tests.
         *
         *     `peak_memory_bytes` and `cpu_seconds` are of the program and all that it started, over all tests, as far as the
         *     sandbox saw them.
         */
        Execution: {
            /** @enum {string} */
            status: "ok" | "error" | "killed_memory" | "killed_time" | "killed_output";
            stdout: string;
            stderr: string;
            /** @default null */
            hint: string | null;
            /** @default [] */
            tests: components["schemas"]["CaseResult"][];
            /** @default null */
            passed: boolean | null;
            peak_memory_bytes: number;
            cpu_seconds: number;
            wall_seconds: number;
        };
        /** @description An extension, for a `user` or for a `group`. */
        Extension: {
            /** @default null */
            due_at: string | null;
            /** @default null */
            attempts_limit: number | null;
            /** @default null */
            minutes_allowed: number | null;
            /** @default null */
            note: string | null;
            /** Format: uuid */
            id: string;
            assignment: string;
            user: components["schemas"]["Person"] | null;
            group: components["schemas"]["GroupName"] | null;
            granted_by: components["schemas"]["Person"] | null;
            /** Format: date-time */
            granted_at: string;
        };
        /**
         * @description What holds for somebody instead of the assignment's own settings; None leaves these. Limits of 0 are none.
         *
         *     Of what holds for the assignment, for the person and for their groups, the kindest counts.
         */
        ExtensionUpdate: {
            /** @default null */
            due_at: string | null;
            /** @default null */
            attempts_limit: number | null;
            /** @default null */
            minutes_allowed: number | null;
            /** @default null */
            note: string | null;
        };
        /** @description `filename` is the file's place in the course folder, and in a student's home. */
        FileQuery: {
            filename: string;
        };
        /** @description What the trial of a test cell found: where it is judged, why, and what change would have it judged outside. */
        Finding: {
            /** @enum {string} */
            judged: "outside" | "inside";
            /** @default  */
            why: string;
            /** @default  */
            advice: string;
        };
        /** @description A text that a person grades. */
        FreeText: {
            text: string;
            /** @default 1 */
            points: number;
            /** @default  */
            explanation: string;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "free_text";
        };
        /** @description A quiz as a version of its course has it. */
        FrozenQuiz: {
            title: string;
            /** @default  */
            description: string;
            /** @default 0 */
            minutes_allowed: number;
            /** @default 0 */
            attempts_limit: number;
            /** @default 50 */
            pass_percent: number;
            /** @default true */
            shuffle: boolean;
            /**
             * @default after_attempt
             * @enum {string}
             */
            show_answers: "never" | "after_attempt" | "after_due";
            /** @default null */
            due_at: string | null;
            /** Format: uuid */
            id: string;
            key: string | null;
            /** Format: uuid */
            section_id: string;
            questions: components["schemas"]["Question"][];
        };
        /**
         * @description What somebody got in an assignment, once that is released, or at best in a quiz, which has the name of an
         *     `assignment` in nbgrader's gradebook. The points are None where there are none yet.
         */
        Grade: {
            assignment: string;
            title: string;
            score: number | null;
            max_score: number | null;
        };
        /** @description `csv` has all rows, and `nbgrader-csv` what `nbgrader export` writes; pages are of `json` only. */
        GradebookQuery: {
            /** @default 1 */
            page: number;
            /** @default 20 */
            limit: number;
            /**
             * @default json
             * @enum {string}
             */
            format: "json" | "csv" | "nbgrader-csv";
        };
        /**
         * @description One student's newest scores by assignment name; None where nothing is graded, or nothing was handed in.
         *
         *     `quizzes` are the points of each student's best attempts, by the names that quizzes have in nbgrader's gradebook.
         *     `max_total` is the points of all released assignments and of all quizzes, of those that were not handed in, too.
         *     `username` is who it is in nbgrader and JupyterHub, and does not change as names do.
         */
        GradebookRow: {
            user: components["schemas"]["Person"];
            username: string;
            email: string | null;
            scores: {
                [key: string]: number | null;
            };
            assignments: {
                [key: string]: components["schemas"]["AssignmentScore"] | null;
            };
            quizzes: {
                [key: string]: number | null;
            };
            total: number;
            max_total: number;
        };
        /** @description What somebody got in a course. */
        Grades: {
            items: components["schemas"]["Grade"][];
        };
        /** @description Some of a course's students. */
        Group: {
            /** Format: uuid */
            id: string;
            course_slug: string;
            name: string;
            members: components["schemas"]["Person"][];
        };
        /** @description A group as others refer to it. */
        GroupName: {
            /** Format: uuid */
            id: string;
            name: string;
        };
        /** @description A group's name, and all its members by account id. */
        GroupUpdate: {
            name: string;
            /** @default [] */
            members: string[];
        };
        /** @description Who the guardians of somebody are. */
        Guardians: {
            items: components["schemas"]["Person"][];
        };
        /** @description Who the guardians of somebody are from now on: accounts with the role of a guardian. */
        GuardiansUpdate: {
            guardian_ids: string[];
        };
        /** @description `ok` when all parts are; `degraded` when grading or JupyterHub is not; `down` without the database. */
        Health: {
            /** @enum {string} */
            status: "ok" | "degraded" | "down";
            version: string;
            parts: {
                [key: string]: components["schemas"]["Part"];
            };
        };
        /** @description A code, and how many have joined with it. */
        Invitation: {
            /**
             * @default student
             * @enum {string}
             */
            role: "student" | "assistant";
            /** @default null */
            expires_at: string | null;
            /** @default null */
            uses_limit: number | null;
            /** Format: uuid */
            id: string;
            code: string;
            uses: number;
            /** Format: date-time */
            created_at: string;
        };
        /** @description A code with which people join a course; `uses_limit` is how many may, None for any number. */
        InvitationCreate: {
            /**
             * @default student
             * @enum {string}
             */
            role: "student" | "assistant";
            /** @default null */
            expires_at: string | null;
            /** @default null */
            uses_limit: number | null;
        };
        /** @description Work that goes on after a 202: watch the submissions it names, or the regrade of a preview. */
        Job: {
            submissions: string[];
            /** @default null */
            regrade_id: string | null;
        };
        JsonValue: unknown;
        /** @description What held for a submission's lateness. The first `free_days` started days cost nothing. */
        LateTerms: {
            due_at: string | null;
            seconds_late: number;
            free_days: number;
            percent_per_day: number;
            floor_percent: number;
        };
        /** @description Somebody's best policy in an environment. `name` is None without their consent, unless it is the caller's. */
        LeaderboardEntry: {
            rank: number;
            environment: string;
            name: string | null;
            mine: boolean;
            algorithm: string;
            mean_reward: number;
            std_reward: number;
            lower_bound: number;
            episodes: number;
            /** Format: date-time */
            evaluated_at: string;
        };
        /** @description Of one environment, or of all of them one after the other. */
        LeaderboardQuery: {
            /** @default 1 */
            page: number;
            /** @default 20 */
            limit: number;
            /** @default null */
            environment: string | null;
        };
        /** @description One's courses and what they build on, each after what it builds on. */
        LearningPath: {
            items: components["schemas"]["PathStep"][];
        };
        /** @description Signs in for a token; `otp` where there is a second factor. A user name does in the address's place. */
        Login: {
            email: string;
            password: string;
            /** @default  */
            otp: string;
        };
        /**
         * @description One student's answer to one graded cell, and what it got; `id` is that of nbgrader's grade.
         *
         *     `score` is what counts: the manual score, else that of the tests, with the extra credit; None until there is one.
         *     `version` changes with every change of the mark, wherever it is made. When it is shown anonymously, `user` and
         *     `submission_id` are None and `pseudonym` tells a student's answers from others': it is the same for all cells of an
         *     assignment. `answer` has the student's cells up to the graded one, which is the last; none when the graded
         *     notebook is not there.
         */
        Mark: {
            /** Format: uuid */
            id: string;
            assignment: string;
            notebook: string;
            grade_id: string;
            /** @enum {string} */
            kind: "auto" | "manual";
            pseudonym: string;
            user: components["schemas"]["Person"] | null;
            submission_id: string | null;
            version: string;
            score: number | null;
            auto_score: number | null;
            manual_score: number | null;
            extra_credit: number | null;
            max_score: number;
            needs_manual_grade: boolean;
            comment: string | null;
            claim: components["schemas"]["Claim"] | null;
            answer: components["schemas"]["AnswerCell"][];
        };
        /**
         * @description Marks an answer. `version` is that of the mark as it was seen: another one in the gradebook is a conflict.
         *
         *     Fields left out keep what is there; null takes a manual score, extra credit or comment back. The texts of
         *     `rubric_comment_ids` are added to the comment, and counted as used.
         */
        MarkPut: {
            version: string;
            /** @default null */
            score: number | null;
            /** @default null */
            extra_credit: number | null;
            /** @default null */
            comment: string | null;
            /** @default [] */
            rubric_comment_ids: string[];
        };
        /** @description Which marks of a cell: those that need a person or don't, or a submission's. `notebook` as for any cell. */
        MarkQuery: {
            /** @default 1 */
            page: number;
            /** @default 20 */
            limit: number;
            /** @default null */
            needs: boolean | null;
            /** @default false */
            anonymous: boolean;
            /** @default null */
            notebook: string | null;
            /** @default null */
            submission_id: string | null;
        };
        /**
         * @description A graded cell of an assignment: how many answers to it are in the gradebook, and how many wait for a person.
         *
         *     `rubric_comments` counts the comments that are kept for it.
         */
        MarkedCell: {
            notebook: string;
            grade_id: string;
            /** @enum {string} */
            kind: "auto" | "manual";
            max_score: number;
            answers: number;
            waiting: number;
            rubric_comments: number;
        };
        /**
         * @description One thing to read, watch or do. `percentage` is the caller's own progress, None for who is not enrolled.
         *
         *     `filename` and `sha256` stand for types with content (`GET /materials/{id}/content`), `url` for videos and links,
         *     `assignment` and `quiz_id` name what is shown by materials of these types.
         */
        Material: {
            /** Format: uuid */
            id: string;
            key: string;
            title: string;
            /** @enum {string} */
            type: "notebook" | "markdown" | "pdf" | "video" | "link" | "quiz" | "assignment" | "training";
            position: number;
            /** @default null */
            minutes: number | null;
            /** @default null */
            filename: string | null;
            /** @default null */
            sha256: string | null;
            /** @default null */
            url: string | null;
            /** @default null */
            assignment: string | null;
            /** @default null */
            quiz_id: string | null;
            /** @default null */
            percentage: number | null;
            /** @default null */
            pending: ("new" | "changed") | null;
        };
        /** @description A new material, whose type stays. */
        MaterialCreate: {
            title: string;
            /** @default null */
            position: number | null;
            /** @default null */
            minutes: number | null;
            /** @default null */
            url: string | null;
            /** @default null */
            assignment: string | null;
            /** @default null */
            quiz_id: string | null;
            /** @enum {string} */
            type: "notebook" | "markdown" | "pdf" | "video" | "link" | "quiz" | "assignment" | "training";
        };
        /** @description A material by itself: with the course and the section it belongs to. */
        MaterialDetail: {
            /** Format: uuid */
            id: string;
            key: string;
            title: string;
            /** @enum {string} */
            type: "notebook" | "markdown" | "pdf" | "video" | "link" | "quiz" | "assignment" | "training";
            position: number;
            /** @default null */
            minutes: number | null;
            /** @default null */
            filename: string | null;
            /** @default null */
            sha256: string | null;
            /** @default null */
            url: string | null;
            /** @default null */
            assignment: string | null;
            /** @default null */
            quiz_id: string | null;
            /** @default null */
            percentage: number | null;
            /** @default null */
            pending: ("new" | "changed") | null;
            course_slug: string;
            /** Format: uuid */
            section_id: string;
        };
        MaterialProgress: {
            /** Format: uuid */
            material_id: string;
            percentage: number;
            /** Format: date-time */
            updated_at: string;
        };
        /**
         * @description How far a course's students are with a material: how many have `begun` it, and `done` it; for how many it is the
         *     first that they have not done (`here`), and how many of these have begun the course and not moved on for a week.
         */
        MaterialStanding: {
            /** Format: uuid */
            id: string;
            title: string;
            section: string;
            begun: number;
            done: number;
            here: number;
            idle: number;
        };
        /** @description What a material becomes, in another section of its course where one is named; without a position, as its last. */
        MaterialUpdate: {
            title: string;
            /** @default null */
            position: number | null;
            /** @default null */
            minutes: number | null;
            /** @default null */
            url: string | null;
            /** @default null */
            assignment: string | null;
            /** @default null */
            quiz_id: string | null;
            /** @default null */
            section_id: string | null;
        };
        /** @description The caller's own profile. `can` tells which powers the token at hand has: a notebook server's lacks `grade`. */
        Me: {
            /** Format: uuid */
            id: string;
            username: string;
            name: string;
            email: string | null;
            email_verified: boolean;
            second_factor: boolean;
            bio: string | null;
            locale: string | null;
            notifications: components["schemas"]["NotificationChoices"];
            /** @enum {string} */
            role: "student" | "educator" | "moderator" | "guardian" | "admin";
            can: ("learn" | "grade")[];
            /** Format: date-time */
            created_at: string;
        };
        /**
         * @description What the caller says of themselves; `locale` is a language tag, such as `en` or `pt-BR`.
         *
         *     Without `notifications` they are told of everything as before.
         */
        MeUpdate: {
            name: string;
            /** @default null */
            bio: string | null;
            /** @default null */
            locale: string | null;
            /** @default null */
            notifications: components["schemas"]["NotificationChoices"] | null;
        };
        /** @description A student's, with the presence in each class that has begun. */
        MemberAttendance: {
            sessions: number;
            present: number;
            late: number;
            absent: number;
            excused: number;
            percentage: number;
            user: components["schemas"]["Person"];
            detail: components["schemas"]["SessionPresence"][];
        };
        /** @description One member's progress, as staff see it. */
        MemberProgress: {
            user: components["schemas"]["Person"];
            /** @enum {string} */
            role: "student" | "assistant" | "instructor";
            percentage: number;
            materials: components["schemas"]["MaterialProgress"][];
        };
        /** @description Events in order without a gap. An empty batch says that the worker lives, and asks for commands. */
        MetricsBatch: {
            /** @default 0 */
            epoch: number;
            /** @default [] */
            events: components["schemas"]["Event"][];
        };
        /** @description Which series: `names` separated by commas, all if empty; a range of steps, both ends included. */
        MetricsQuery: {
            /** @default  */
            names: string;
            /** @default 0 */
            from_step: number;
            /** @default 1000000000000 */
            to_step: number;
            /** @default 1000 */
            max_points: number;
        };
        /** @description The number the service waits for next, and what it wants the worker to do. */
        MetricsReply: {
            next_sequence: number;
            /** @default null */
            command: "stop" | null;
        };
        /** @description A report as moderators see it: with the post, whatever its state, and where it stands. */
        ModerationItem: {
            /** Format: uuid */
            id: string;
            /** Format: uuid */
            post_id: string;
            reason: string;
            /** @enum {string} */
            state: "open" | "dismissed" | "upheld";
            /** Format: date-time */
            created_at: string;
            course_slug: string;
            /** Format: uuid */
            thread_id: string;
            thread_title: string;
            reporter: components["schemas"]["Person"];
            author: components["schemas"]["Person"];
            body: string;
            html: string;
            /** @enum {string} */
            post_state: "shown" | "hidden" | "deleted";
            decided_by: components["schemas"]["Person"] | null;
            decided_at: string | null;
        };
        /**
         * @description What a moderator does about a post: all open reports of it are decided with this one.
         *
         *     `restore` shows a post again that was hidden.
         */
        ModerationUpdate: {
            /** @enum {string} */
            action: "dismiss" | "hide" | "delete" | "restore";
        };
        /**
         * @description Some options are right: `correct`, counted from 0. Each right one that is ticked earns its part of the points,
         *     each wrong one takes as much away, and less than nothing is never given.
         */
        MultipleChoice: {
            text: string;
            /** @default 1 */
            points: number;
            /** @default  */
            explanation: string;
            options: string[];
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "multiple_choice";
            correct: number[];
        };
        /** @description The first material of a course that one has not done; `section` is its section's title. */
        NextMaterial: {
            /** Format: uuid */
            id: string;
            title: string;
            /** @enum {string} */
            type: "notebook" | "markdown" | "pdf" | "video" | "link" | "quiz" | "assignment" | "training";
            section: string;
        };
        /** @description `notebook` is needed where two notebooks of an assignment have a cell of the same name. */
        NotebookQuery: {
            /** @default null */
            notebook: string | null;
        };
        /**
         * @description Something that the caller is told of. Their notifications are numbered, the newest has the highest number.
         *
         *     `resource` is the path of what it is about, below `api/`.
         */
        Notification: {
            /** Format: uuid */
            id: string;
            number: number;
            /** @enum {string} */
            kind: "reply" | "mention" | "solution" | "grade" | "regrade" | "deadline" | "announcement" | "role";
            text: string;
            resource: string;
            course_slug: string | null;
            read: boolean;
            /** Format: date-time */
            created_at: string;
        };
        /** @description How somebody is told of each kind: `digest` is in the platform, too, and mailed at most once a day. */
        NotificationChoices: {
            /**
             * @default in_app
             * @enum {string}
             */
            reply: "in_app" | "digest" | "none";
            /**
             * @default in_app
             * @enum {string}
             */
            mention: "in_app" | "digest" | "none";
            /**
             * @default in_app
             * @enum {string}
             */
            solution: "in_app" | "digest" | "none";
            /**
             * @default in_app
             * @enum {string}
             */
            grade: "in_app" | "digest" | "none";
            /**
             * @default in_app
             * @enum {string}
             */
            regrade: "in_app" | "digest" | "none";
            /**
             * @default in_app
             * @enum {string}
             */
            deadline: "in_app" | "digest" | "none";
            /**
             * @default in_app
             * @enum {string}
             */
            announcement: "in_app" | "digest" | "none";
            /**
             * @default in_app
             * @enum {string}
             */
            role: "in_app" | "digest" | "none";
        };
        /** @description Unread or read ones alone, or those of one kind. */
        NotificationQuery: {
            /** @default 1 */
            page: number;
            /** @default 20 */
            limit: number;
            /** @default null */
            unread: boolean | null;
            /** @default null */
            kind: ("reply" | "mention" | "solution" | "grade" | "regrade" | "deadline" | "announcement" | "role") | null;
        };
        /** @description Whether it counts as read. */
        NotificationUpdate: {
            read: boolean;
        };
        /** @description A page of notifications, and how many are unread in all. */
        Notifications: {
            items: components["schemas"]["Notification"][];
            page: number;
            limit: number;
            total: number;
            unread: number;
        };
        /** @description All up to this number count as read. */
        NotificationsRead: {
            number: number;
        };
        /**
         * @description A number that is right within `tolerance` or within `tolerance_percent` of `correct`, whichever is wider.
         *
         *     `units` are the ways in which its unit may be written; without any, an answer has none.
         */
        Numeric: {
            text: string;
            /** @default 1 */
            points: number;
            /** @default  */
            explanation: string;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "numeric";
            correct: number;
            /** @default 0 */
            tolerance: number;
            /** @default 0 */
            tolerance_percent: number;
            /** @default [] */
            units: string[];
        };
        /** @description How often an option was chosen, and by whom: `top` and `bottom` count the best and the weakest 27 %. */
        OptionCount: {
            text: string;
            correct: boolean;
            chosen: number;
            top: number;
            bottom: number;
        };
        Page_Achievement_: {
            items: components["schemas"]["Achievement"][];
            page: number;
            limit: number;
            total: number;
        };
        Page_Artifact_: {
            items: components["schemas"]["Artifact"][];
            page: number;
            limit: number;
            total: number;
        };
        Page_Assignment_: {
            items: components["schemas"]["Assignment"][];
            page: number;
            limit: number;
            total: number;
        };
        Page_Attempt_: {
            items: components["schemas"]["Attempt"][];
            page: number;
            limit: number;
            total: number;
        };
        Page_AuditEntry_: {
            items: components["schemas"]["AuditEntry"][];
            page: number;
            limit: number;
            total: number;
        };
        Page_Category_: {
            items: components["schemas"]["Category"][];
            page: number;
            limit: number;
            total: number;
        };
        Page_ClassSession_: {
            items: components["schemas"]["ClassSession"][];
            page: number;
            limit: number;
            total: number;
        };
        Page_CourseAttendance_: {
            items: components["schemas"]["CourseAttendance"][];
            page: number;
            limit: number;
            total: number;
        };
        Page_CourseVersion_: {
            items: components["schemas"]["CourseVersion"][];
            page: number;
            limit: number;
            total: number;
        };
        Page_Course_: {
            items: components["schemas"]["Course"][];
            page: number;
            limit: number;
            total: number;
        };
        Page_Enrollment_: {
            items: components["schemas"]["Enrollment"][];
            page: number;
            limit: number;
            total: number;
        };
        Page_Extension_: {
            items: components["schemas"]["Extension"][];
            page: number;
            limit: number;
            total: number;
        };
        Page_GradebookRow_: {
            items: components["schemas"]["GradebookRow"][];
            page: number;
            limit: number;
            total: number;
        };
        Page_Group_: {
            items: components["schemas"]["Group"][];
            page: number;
            limit: number;
            total: number;
        };
        Page_Invitation_: {
            items: components["schemas"]["Invitation"][];
            page: number;
            limit: number;
            total: number;
        };
        Page_LeaderboardEntry_: {
            items: components["schemas"]["LeaderboardEntry"][];
            page: number;
            limit: number;
            total: number;
        };
        Page_Mark_: {
            items: components["schemas"]["Mark"][];
            page: number;
            limit: number;
            total: number;
        };
        Page_MarkedCell_: {
            items: components["schemas"]["MarkedCell"][];
            page: number;
            limit: number;
            total: number;
        };
        Page_MemberAttendance_: {
            items: components["schemas"]["MemberAttendance"][];
            page: number;
            limit: number;
            total: number;
        };
        Page_MemberProgress_: {
            items: components["schemas"]["MemberProgress"][];
            page: number;
            limit: number;
            total: number;
        };
        Page_ModerationItem_: {
            items: components["schemas"]["ModerationItem"][];
            page: number;
            limit: number;
            total: number;
        };
        Page_Person_: {
            items: components["schemas"]["Person"][];
            page: number;
            limit: number;
            total: number;
        };
        Page_PolicyEvaluation_: {
            items: components["schemas"]["PolicyEvaluation"][];
            page: number;
            limit: number;
            total: number;
        };
        Page_PostEdit_: {
            items: components["schemas"]["PostEdit"][];
            page: number;
            limit: number;
            total: number;
        };
        Page_Quiz_: {
            items: components["schemas"]["Quiz"][];
            page: number;
            limit: number;
            total: number;
        };
        Page_Recommendation_: {
            items: components["schemas"]["Recommendation"][];
            page: number;
            limit: number;
            total: number;
        };
        Page_RegradeRequest_: {
            items: components["schemas"]["RegradeRequest"][];
            page: number;
            limit: number;
            total: number;
        };
        Page_RegradeResult_: {
            items: components["schemas"]["RegradeResult"][];
            page: number;
            limit: number;
            total: number;
        };
        Page_Regrade_: {
            items: components["schemas"]["Regrade"][];
            page: number;
            limit: number;
            total: number;
        };
        Page_RoleRequest_: {
            items: components["schemas"]["RoleRequest"][];
            page: number;
            limit: number;
            total: number;
        };
        Page_RubricComment_: {
            items: components["schemas"]["RubricComment"][];
            page: number;
            limit: number;
            total: number;
        };
        Page_Run_: {
            items: components["schemas"]["Run"][];
            page: number;
            limit: number;
            total: number;
        };
        Page_SourceVersion_: {
            items: components["schemas"]["SourceVersion"][];
            page: number;
            limit: number;
            total: number;
        };
        Page_Submission_: {
            items: components["schemas"]["Submission"][];
            page: number;
            limit: number;
            total: number;
        };
        Page_Thread_: {
            items: components["schemas"]["Thread"][];
            page: number;
            limit: number;
            total: number;
        };
        Page_User_: {
            items: components["schemas"]["User"][];
            page: number;
            limit: number;
            total: number;
        };
        Page_WallRun_: {
            items: components["schemas"]["WallRun"][];
            page: number;
            limit: number;
            total: number;
        };
        Page_WardCourse_: {
            items: components["schemas"]["WardCourse"][];
            page: number;
            limit: number;
            total: number;
        };
        /** @description Which page of a list: `page` from 1, `limit` from 1 to 100. Queries of lists inherit from it. */
        Paging: {
            /** @default 1 */
            page: number;
            /** @default 20 */
            limit: number;
        };
        /** @description One part's state; `detail` says more in words. */
        Part: {
            /** @enum {string} */
            state: "ok" | "down" | "off";
            /** @default  */
            detail: string;
        };
        /** @description Chooses a new password. */
        PasswordChange: {
            current_password: string;
            new_password: string;
        };
        /** @description Asks for a link to choose a new password, to this address. */
        PasswordReset: {
            email: string;
        };
        /** @description Chooses a new password with the token of a link. */
        PasswordResetConfirm: {
            token: string;
            new_password: string;
        };
        /**
         * @description A course on one's path. `missing` are slugs of prerequisites not completed; a `locked` one is to wait for them.
         *
         *     `percentage` is None for a course that one has not joined.
         */
        PathStep: {
            course_slug: string;
            title: string;
            /** @enum {string} */
            state: "completed" | "begun" | "open" | "locked";
            percentage: number | null;
            missing: string[];
            next_material: components["schemas"]["NextMaterial"] | null;
            reason: string;
        };
        /** @description Somebody as others see them: no e-mail address, no sign-in name. */
        Person: {
            /** Format: uuid */
            id: string;
            name: string;
        };
        /** @description All rows that belong to somebody, by table, without what opens their account. */
        PersonalData: {
            /** Format: uuid */
            user_id: string;
            tables: {
                [key: string]: {
                    [key: string]: unknown;
                }[];
            };
        };
        /**
         * @description The environment made a little different, which shows a policy that only exploits a quirk.
         *
         *     `physics` has factors by which the environment's numbers are multiplied, by their names in its code (`gravity`);
         *     `observation_noise` is the standard deviation of what is added to each observation; `action_delay` is by how many
         *     steps actions take effect late. Without a `threshold` that of the environment itself holds.
         */
        Perturbation: {
            name: string;
            physics?: {
                [key: string]: number;
            };
            /** @default 0 */
            observation_noise: number;
            /** @default 0 */
            action_delay: number;
            /** @default null */
            threshold: number | null;
            /** @default 0 */
            points: number;
        };
        /**
         * @description A policy that was handed in. Its returns are there once it is `done`; `evidence` is for staff.
         *
         *     `run_id` is None once its owner has deleted the run.
         */
        PolicyEvaluation: {
            /** Format: uuid */
            id: string;
            run_id: string | null;
            course_slug: string;
            user: components["schemas"]["Person"];
            assignment: string | null;
            algorithm: string;
            environment: string;
            /** @enum {string} */
            status: "queued" | "running" | "done" | "failed";
            /** @default null */
            reason: string | null;
            show_name: boolean;
            /** @default [] */
            results: components["schemas"]["ConditionResult"][];
            /** @default null */
            score: number | null;
            /** @default null */
            max_score: number | null;
            /** @default null */
            evidence: components["schemas"]["PolicyEvidence"] | null;
            /** Format: date-time */
            created_at: string;
            /** @default null */
            ended_at: string | null;
        };
        /**
         * @description What an evaluation rests on. `seed` is the first episode's, each next has the next number.
         *
         *     `image_id` is the sandboxes' image (`sha256:…`).
         */
        PolicyEvidence: {
            policy_sha256: string;
            seed: number;
            confidence: number;
            image_id: string;
            grader_version: string;
            seconds_spent: number;
            rewards: number[][];
        };
        /**
         * @description The policy that an assignment asks for, and what it is worth.
         *
         *     `points` are given when the lower bound reaches `threshold`; between `floor` and it, in proportion; without a
         *     `floor` nothing below it. `confidence` is the bound's.
         */
        PolicyTask: {
            environment: string;
            /** @default 100 */
            episodes: number;
            /** @default 0.95 */
            confidence: number;
            threshold: number;
            /** @default null */
            floor: number | null;
            /** @default 10 */
            points: number;
            /** @default [] */
            perturbations: components["schemas"]["Perturbation"][];
        };
        /**
         * @description `html` is `body` rendered and sanitised: the only form to put into a page.
         *
         *     Both are empty for a post that is deleted; of one that is hidden, for all but its author and moderators.
         *     `votes` counts who finds it useful, and `voted` says whether the caller does.
         */
        Post: {
            /** Format: uuid */
            id: string;
            /** Format: uuid */
            thread_id: string;
            parent_id: string | null;
            author: components["schemas"]["Person"];
            body: string;
            html: string;
            /** @enum {string} */
            state: "shown" | "hidden" | "deleted";
            votes: number;
            voted: boolean;
            /** Format: date-time */
            created_at: string;
            edited_at: string | null;
            is_solution: boolean;
        };
        /** @description A reply; `parent_id` makes it a reply to a reply (one level deep). `@username` tells a member of the course. */
        PostCreate: {
            body: string;
            /** @default null */
            parent_id: string | null;
        };
        /** @description What a post said until `edited_at`, and who changed it then. */
        PostEdit: {
            body: string;
            html: string;
            editor: components["schemas"]["Person"];
            /** Format: date-time */
            edited_at: string;
        };
        /** @description What a post says from now on, in Markdown. */
        PostUpdate: {
            body: string;
        };
        /** @description Whether somebody was there, as staff say. */
        PresenceMark: {
            /** Format: uuid */
            user_id: string;
            /** @enum {string} */
            presence: "present" | "late" | "absent" | "excused";
        };
        /** @description A program to run: once with `stdin`, or, if there are `test_cases`, once for each of them with its own. */
        Program: {
            code: string;
            /**
             * @default python
             * @enum {string}
             */
            language: "python" | "bash";
            /** @default  */
            stdin: string;
            /** @default [] */
            test_cases: components["schemas"]["Case"][];
        };
        /** @description The caller's progress in a course; untouched materials count as 0 and are not listed. */
        Progress: {
            /** Format: uuid */
            course_id: string;
            percentage: number;
            sections: components["schemas"]["SectionProgress"][];
            materials: components["schemas"]["MaterialProgress"][];
        };
        /** @description How far the caller is with a material. A percentage never falls: a lower mark changes nothing. */
        ProgressMark: {
            /** Format: uuid */
            material_id: string;
            percentage: number;
        };
        ProgressQuery: {
            course_id: string;
        };
        /** @description A question with its key, for the course's staff. */
        Question: {
            /** Format: uuid */
            id: string;
            /** Format: uuid */
            quiz_id: string;
            position: number;
            question: components["schemas"]["SingleChoice"] | components["schemas"]["MultipleChoice"] | components["schemas"]["TrueFalse"] | components["schemas"]["Numeric"] | components["schemas"]["ShortText"] | components["schemas"]["FreeText"] | components["schemas"]["CodeQuestion"];
            /** @default null */
            pending: ("new" | "changed") | null;
        };
        /**
         * @description `difficulty` is the mean share of the points, `discrimination` the correlation (-1 to 1) of a question's points
         *     with those of all others; None where there is too little to tell.
         */
        QuestionAnalysis: {
            /** Format: uuid */
            question_id: string;
            text: string;
            answers: number;
            difficulty: number | null;
            discrimination: number | null;
            /** @default [] */
            options: components["schemas"]["OptionCount"][];
        };
        /** @description A new question, or another version of one; at `position` (from 1), or at the end. */
        QuestionCreate: {
            question: components["schemas"]["SingleChoice"] | components["schemas"]["MultipleChoice"] | components["schemas"]["TrueFalse"] | components["schemas"]["Numeric"] | components["schemas"]["ShortText"] | components["schemas"]["FreeText"] | components["schemas"]["CodeQuestion"];
            /** @default null */
            position: number | null;
        };
        /**
         * @description How an answer was graded. The key, which options it names (by their numbers in this attempt) and its explanation
         *     are there once the quiz shows them.
         */
        QuestionReview: {
            /** Format: uuid */
            question_id: string;
            score: number | null;
            max_score: number;
            /** @default  */
            comment: string;
            /** @default null */
            key: string | null;
            /** @default null */
            right_options: number[] | null;
            /** @default null */
            explanation_html: string | null;
        };
        /**
         * @description A course's jobs in their order, with what the estimates rest on: how many workers there are, and the median of
         *     the seconds that the last jobs took. `waits_for` says what keeps the graders from those on this page, if anything.
         */
        Queue: {
            items: components["schemas"]["QueueEntry"][];
            page: number;
            limit: number;
            total: number;
            workers: number;
            median_seconds: number | null;
            waits_for: string | null;
        };
        /**
         * @description A job that waits or runs. `position` counts from 1 over all courses, None for one that runs; `reason` is why an
         *     earlier try came to nothing, `waits_for` what keeps the graders from it, None where that is only its place.
         */
        QueueEntry: {
            /** Format: uuid */
            id: string;
            /** @enum {string} */
            kind: "grade" | "feedback" | "preview" | "apply" | "trial";
            /** @enum {string} */
            state: "queued" | "running";
            assignment: string;
            submission_id: string | null;
            user: components["schemas"]["Person"] | null;
            version: number;
            position: number | null;
            estimated_seconds: number | null;
            attempts: number;
            reason: string | null;
            waits_for: string | null;
            /** Format: date-time */
            created_at: string;
            started_at: string | null;
        };
        /**
         * @description Where a submission waits: `position` counts from 1; `estimated_seconds` until its verdict, by what the last jobs
         *     took, None before there are any. `waits_for` says in a sentence what keeps the graders from it, such as a Docker
         *     engine that does not answer; None where that is only its place.
         */
        QueuePlace: {
            position: number;
            estimated_seconds: number | null;
            /** @default null */
            waits_for: string | null;
        };
        /** @description Reports in one state, of one course or of all that the caller moderates. */
        QueueQuery: {
            /** @default 1 */
            page: number;
            /** @default 20 */
            limit: number;
            /** @default null */
            course: string | null;
            /**
             * @default open
             * @enum {string}
             */
            state: "open" | "dismissed" | "upheld";
        };
        /**
         * @description A quiz as it is listed: `key` is its name in the course folder, None for one that was made by the API; `attempts`
         *     are the caller's own, `best_percent` of those that are graded.
         */
        Quiz: {
            title: string;
            /** @default  */
            description: string;
            /** @default 0 */
            minutes_allowed: number;
            /** @default 0 */
            attempts_limit: number;
            /** @default 50 */
            pass_percent: number;
            /** @default true */
            shuffle: boolean;
            /**
             * @default after_attempt
             * @enum {string}
             */
            show_answers: "never" | "after_attempt" | "after_due";
            /** @default null */
            due_at: string | null;
            /** Format: uuid */
            id: string;
            key: string | null;
            description_html: string;
            course_slug: string;
            /** Format: uuid */
            section_id: string;
            questions: number;
            max_score: number;
            attempts: number;
            best_percent: number | null;
            /** @default null */
            pending: ("new" | "changed") | null;
        };
        /** @description Over the last graded attempt of each student. */
        QuizAnalysis: {
            /** Format: uuid */
            quiz_id: string;
            attempts: number;
            mean_percent: number | null;
            questions: components["schemas"]["QuestionAnalysis"][];
        };
        /** @description A quiz. A limit of 0 is none; `pass_percent` is of the points. */
        QuizCreate: {
            title: string;
            /** @default  */
            description: string;
            /** @default 0 */
            minutes_allowed: number;
            /** @default 0 */
            attempts_limit: number;
            /** @default 50 */
            pass_percent: number;
            /** @default true */
            shuffle: boolean;
            /**
             * @default after_attempt
             * @enum {string}
             */
            show_answers: "never" | "after_attempt" | "after_due";
            /** @default null */
            due_at: string | null;
        };
        /** @description For staff with the questions and their keys; for others `keys` is None. */
        QuizDetail: {
            title: string;
            /** @default  */
            description: string;
            /** @default 0 */
            minutes_allowed: number;
            /** @default 0 */
            attempts_limit: number;
            /** @default 50 */
            pass_percent: number;
            /** @default true */
            shuffle: boolean;
            /**
             * @default after_attempt
             * @enum {string}
             */
            show_answers: "never" | "after_attempt" | "after_due";
            /** @default null */
            due_at: string | null;
            /** Format: uuid */
            id: string;
            key: string | null;
            description_html: string;
            course_slug: string;
            /** Format: uuid */
            section_id: string;
            questions: number;
            max_score: number;
            attempts: number;
            best_percent: number | null;
            /** @default null */
            pending: ("new" | "changed") | null;
            /** @default null */
            keys: components["schemas"]["Question"][] | null;
        };
        /** @description Why something is recommended, in a sentence, and how many points that gives. */
        Reason: {
            /** @enum {string} */
            kind: "progress" | "needed" | "prerequisites" | "tags" | "peers" | "open";
            points: number;
            text: string;
        };
        /** @description A course to join, or the next material of one that one has begun. What has more points comes first. */
        Recommendation: {
            /** @enum {string} */
            kind: "course" | "material";
            course_slug: string;
            title: string;
            /** @default null */
            material: components["schemas"]["NextMaterial"] | null;
            reasons: components["schemas"]["Reason"][];
        };
        /** @description Exchanges a refresh token, once. */
        Refresh: {
            refresh_token: string;
        };
        /**
         * @description A preview: `done` of `total` submissions are graded by `source_version`; `gained`, `lost` and `unchanged` count
         *     these, `change` is the sum of what they would gain and lose. `superseded` count once it is published.
         */
        Regrade: {
            /** Format: uuid */
            id: string;
            course_slug: string;
            assignment: string;
            source_version: number;
            /** @enum {string} */
            state: "running" | "ready" | "publishing" | "published";
            author: components["schemas"]["Person"];
            /** Format: date-time */
            created_at: string;
            published_at: string | null;
            total: number;
            done: number;
            failed: number;
            superseded: number;
            gained: number;
            lost: number;
            unchanged: number;
            change: number;
            /** @default [] */
            cells: components["schemas"]["CellSummary"][];
        };
        /** @description `html` is `text` rendered and sanitised: the only form to put into a page. */
        RegradeMessage: {
            /** Format: uuid */
            id: string;
            author: components["schemas"]["Person"];
            text: string;
            html: string;
            /** Format: date-time */
            created_at: string;
        };
        /** @description A message in Markdown. */
        RegradeMessageCreate: {
            text: string;
        };
        /** @description A request for another look; `messages` counts the thread's, `resolution` is the staff's note. */
        RegradeRequest: {
            /** Format: uuid */
            id: string;
            /** Format: uuid */
            submission_id: string;
            course_slug: string;
            assignment: string;
            user: components["schemas"]["Person"];
            notebook: string;
            grade_id: string;
            /** @enum {string} */
            state: "open" | "accepted" | "declined";
            resolution: string | null;
            resolved_by: components["schemas"]["Person"] | null;
            messages: number;
            /** Format: date-time */
            created_at: string;
            /** Format: date-time */
            updated_at: string;
        };
        /** @description Asks for another look at a cell's mark; `notebook` is needed where two have a cell of that name. */
        RegradeRequestCreate: {
            grade_id: string;
            /** @default null */
            notebook: string | null;
            text: string;
        };
        /** @description A request with one page of its thread, oldest first. */
        RegradeRequestDetail: {
            /** Format: uuid */
            id: string;
            /** Format: uuid */
            submission_id: string;
            course_slug: string;
            assignment: string;
            user: components["schemas"]["Person"];
            notebook: string;
            grade_id: string;
            /** @enum {string} */
            state: "open" | "accepted" | "declined";
            resolution: string | null;
            resolved_by: components["schemas"]["Person"] | null;
            messages: number;
            /** Format: date-time */
            created_at: string;
            /** Format: date-time */
            updated_at: string;
            items: components["schemas"]["RegradeMessage"][];
            page: number;
            limit: number;
            total: number;
        };
        /** @description Answers a request, or opens it again; a resolution left out keeps what is there. */
        RegradeRequestUpdate: {
            /** @enum {string} */
            state: "open" | "accepted" | "declined";
            /** @default null */
            resolution: string | null;
        };
        /** @description What one submission would get. `superseded` is one that its student handed in anew before it was published. */
        RegradeResult: {
            /** Format: uuid */
            submission_id: string;
            user: components["schemas"]["Person"];
            version: number;
            /** @enum {string} */
            state: "waiting" | "done" | "failed" | "published" | "superseded";
            reason: string | null;
            old_score: number | null;
            score: number | null;
            max_score: number | null;
            change: number | null;
            changes: components["schemas"]["CellChange"][];
        };
        /** @description A report as who made it sees it. */
        Report: {
            /** Format: uuid */
            id: string;
            /** Format: uuid */
            post_id: string;
            reason: string;
            /** @enum {string} */
            state: "open" | "dismissed" | "upheld";
            /** Format: date-time */
            created_at: string;
        };
        /** @description Why a post should not stand where it does. */
        ReportCreate: {
            reason: string;
        };
        /** @description `changed` leaves out those whose score stays, or those whose score doesn't. */
        ResultQuery: {
            /** @default 1 */
            page: number;
            /** @default 20 */
            limit: number;
            /** @default null */
            changed: boolean | null;
        };
        /** @description Somebody asks for a role. */
        RoleRequest: {
            /** Format: uuid */
            id: string;
            user: components["schemas"]["Person"];
            /** @enum {string} */
            role: "student" | "educator" | "moderator" | "guardian" | "admin";
            reason: string;
            /** @enum {string} */
            state: "open" | "granted" | "declined";
            /** Format: date-time */
            created_at: string;
            decided_at: string | null;
        };
        /** @description Asks for a role. */
        RoleRequestCreate: {
            /** @enum {string} */
            role: "student" | "educator" | "moderator" | "guardian" | "admin";
            /** @default  */
            reason: string;
        };
        /** @description What an admin decides. */
        RoleRequestUpdate: {
            /** @enum {string} */
            state: "granted" | "declined";
        };
        /** @description The role that somebody has from now on. */
        RoleUpdate: {
            /** @enum {string} */
            role: "student" | "educator" | "moderator" | "guardian" | "admin";
        };
        /**
         * @description What a roster made of a course, or would: how many joined, how many were in it already, and what is wrong.
         *
         *     `faults` are the first of them, `faulty` is how many lines have one; these lines change nothing.
         */
        Roster: {
            dry_run: boolean;
            added: number;
            unchanged: number;
            faulty: number;
            faults: components["schemas"]["RosterFault"][];
        };
        /** @description What is wrong with a line of a roster; `line` counts from 1, and the heading is one. */
        RosterFault: {
            line: number;
            message: string;
        };
        /** @description `dry_run` tells what a roster would do, and does nothing. */
        RosterQuery: {
            /** @default false */
            dry_run: boolean;
        };
        /** @description A comment kept for a cell; `uses` counts the marks that it went into. */
        RubricComment: {
            /** Format: uuid */
            id: string;
            assignment: string;
            notebook: string;
            grade_id: string;
            text: string;
            points: number | null;
            uses: number;
            author: components["schemas"]["Person"];
            /** Format: date-time */
            updated_at: string;
        };
        /** @description A comment to be kept for a cell; `points` suggests what goes with it. */
        RubricCommentCreate: {
            text: string;
            /** @default null */
            points: number | null;
        };
        /**
         * @description A training run. `step` is the newest step heard of, `updated_at` when anything was heard last.
         *
         *     `stop_requested` tells that somebody asked it to stop; `reason` says in words why it failed; `evaluation` is the
         *     newest one reported; `next_sequence` is how many events are recorded.
         */
        Run: {
            /** Format: uuid */
            id: string;
            course_slug: string | null;
            user: components["schemas"]["Person"];
            name: string;
            algorithm: string;
            environment: string;
            hyperparameters: {
                [key: string]: components["schemas"]["JsonValue"];
            };
            total_timesteps: number;
            seed: number | null;
            /** @enum {string} */
            where: "notebook" | "platform";
            /** @enum {string} */
            status: "starting" | "running" | "finished" | "stopped" | "failed" | "lost";
            /** @default null */
            reason: string | null;
            stop_requested: boolean;
            step: number;
            next_sequence: number;
            epoch: number;
            metrics: string[];
            /** @default null */
            evaluation: components["schemas"]["Evaluation"] | null;
            /** Format: date-time */
            created_at: string;
            /** @default null */
            started_at: string | null;
            /** Format: date-time */
            updated_at: string;
            /** @default null */
            ended_at: string | null;
        };
        /** @description Announces a run. `course_id` is an id or a slug; `hyperparameters` is a JSON object of at most 16 KiB. */
        RunCreate: {
            /** @default null */
            course_id: string | null;
            /** @default null */
            name: string | null;
            algorithm: string;
            environment: string;
            hyperparameters?: {
                [key: string]: components["schemas"]["JsonValue"];
            };
            total_timesteps: number;
            /** @default null */
            seed: number | null;
            /**
             * @default notebook
             * @enum {string}
             */
            where: "notebook" | "platform";
        };
        /** @description A new run with the secret by which its worker reports; the service keeps only the secret's hash. */
        RunCreated: {
            /** Format: uuid */
            id: string;
            course_slug: string | null;
            user: components["schemas"]["Person"];
            name: string;
            algorithm: string;
            environment: string;
            hyperparameters: {
                [key: string]: components["schemas"]["JsonValue"];
            };
            total_timesteps: number;
            seed: number | null;
            /** @enum {string} */
            where: "notebook" | "platform";
            /** @enum {string} */
            status: "starting" | "running" | "finished" | "stopped" | "failed" | "lost";
            /** @default null */
            reason: string | null;
            stop_requested: boolean;
            step: number;
            next_sequence: number;
            epoch: number;
            metrics: string[];
            /** @default null */
            evaluation: components["schemas"]["Evaluation"] | null;
            /** Format: date-time */
            created_at: string;
            /** @default null */
            started_at: string | null;
            /** Format: date-time */
            updated_at: string;
            /** @default null */
            ended_at: string | null;
            ingest_token: string;
        };
        /**
         * @description Hands a run's policy in: for an assignment of the run's course, or for the leaderboard alone.
         *
         *     `show_name` is the consent to be named on the leaderboard.
         */
        RunEvaluate: {
            /** @default null */
            assignment: string | null;
            /** @default false */
            show_name: boolean;
        };
        /** @description Series of one run, as of `next_sequence`. */
        RunMetrics: {
            /** Format: uuid */
            run_id: string;
            next_sequence: number;
            series: components["schemas"]["Series"][];
        };
        /** @description Which runs: of a course (id or slug), of a user (id or `me`), in an environment. */
        RunQuery: {
            /** @default 1 */
            page: number;
            /** @default 20 */
            limit: number;
            /** @default null */
            course: string | null;
            /** @default null */
            user: string | null;
            /** @default null */
            environment: string | null;
        };
        /** @description Gives a run another name. */
        RunUpdate: {
            name: string;
        };
        /**
         * @description What an authenticator app wants to know until it is `confirmed`: the secret, also as an `otpauth:` URI.
         *
         *     Then the codes that stand in for the app, each once. Neither is ever shown again.
         */
        SecondFactor: {
            confirmed: boolean;
            /** @default null */
            secret: string | null;
            /** @default null */
            uri: string | null;
            /** @default [] */
            recovery_codes: string[];
        };
        /** @description A code of the authenticator app, or a recovery code. */
        SecondFactorRemoval: {
            code: string;
        };
        /** @description `current_password` begins, `code` of the authenticator app confirms. */
        SecondFactorUpdate: {
            /** @default null */
            current_password: string | null;
            /** @default null */
            code: string | null;
        };
        /** @description A part of a course, with its materials in order. */
        Section: {
            /** Format: uuid */
            id: string;
            key: string;
            title: string;
            position: number;
            /** @default [] */
            materials: components["schemas"]["Material"][];
            /** @default null */
            pending: ("new" | "changed") | null;
        };
        SectionProgress: {
            /** Format: uuid */
            section_id: string;
            percentage: number;
        };
        /** @description A section, in the order of `position`; without one it stays where it is, or comes last. */
        SectionUpdate: {
            title: string;
            /** @default null */
            position: number | null;
        };
        /** @description Which submissions an action is for: by id, or (empty) the newest of every student. */
        Selection: {
            /** @default [] */
            submission_ids: string[];
        };
        /**
         * @description One metric over steps. `total_points` is how many were recorded in the range; if more than were asked for, the
         *     points here are each bucket's lowest and highest, so that no peak is lost.
         */
        Series: {
            name: string;
            steps: number[];
            seconds: number[];
            values: (number | null)[];
            total_points: number;
        };
        SessionPresence: {
            /** Format: uuid */
            session_id: string;
            /** @enum {string} */
            presence: "present" | "late" | "absent" | "excused";
        };
        /** @description A word or two that must be one of `accepted`; spaces, width and, unless `case_sensitive`, case don't matter. */
        ShortText: {
            text: string;
            /** @default 1 */
            points: number;
            /** @default  */
            explanation: string;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "short_text";
            accepted: string[];
            /** @default false */
            case_sensitive: boolean;
        };
        /** @description Two submissions that share code. `overlap` is the larger of the two sides'. */
        SimilarPair: {
            /** Format: uuid */
            id: string;
            overlap: number;
            first: components["schemas"]["SimilarSide"];
            second: components["schemas"]["SimilarSide"];
        };
        /** @description Two submissions side by side: the code cells of each, and the segments that both have. */
        SimilarPairDetail: {
            /** Format: uuid */
            id: string;
            overlap: number;
            first: components["schemas"]["SimilarSide"];
            second: components["schemas"]["SimilarSide"];
            course_slug: string;
            assignment: string;
            /** @default Similar code is a hint, never a verdict: short tasks, a shared teacher or worked examples make honest work alike. Read both before you speak with anybody. */
            hint: string;
            first_cells: components["schemas"]["CodeCell"][];
            second_cells: components["schemas"]["CodeCell"][];
            segments: components["schemas"]["SimilarSegment"][];
        };
        /** @description A stretch of code that both have, whatever its names, numbers and texts. */
        SimilarSegment: {
            first: components["schemas"]["CodeRange"];
            second: components["schemas"]["CodeRange"];
        };
        /** @description One of two submissions; `overlap` is the share of its own code (from 0 to 1) that the other has, too. */
        SimilarSide: {
            /** Format: uuid */
            submission_id: string;
            user: components["schemas"]["Person"];
            overlap: number;
        };
        /** @description An assignment's newest check: how it goes, and how many students' newest submissions it compares. */
        SimilarityCheck: {
            /** Format: uuid */
            id: string;
            course_slug: string;
            assignment: string;
            /** @enum {string} */
            state: "running" | "done" | "failed";
            reason: string | null;
            submissions: number;
            /** Format: date-time */
            started_at: string;
            ended_at: string | null;
        };
        /** @description The newest check with one page of its pairs, most alike first. `hint` is to be shown with them. */
        SimilarityReport: {
            check: components["schemas"]["SimilarityCheck"];
            /** @default Similar code is a hint, never a verdict: short tasks, a shared teacher or worked examples make honest work alike. Read both before you speak with anybody. */
            hint: string;
            items: components["schemas"]["SimilarPair"][];
            page: number;
            limit: number;
            total: number;
        };
        /** @description One option is right: `correct`, counted from 0. */
        SingleChoice: {
            text: string;
            /** @default 1 */
            points: number;
            /** @default  */
            explanation: string;
            options: string[];
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "single_choice";
            correct: number;
        };
        /**
         * @description A grade cell found in the source; `has_hidden_tests` for the educator's eyes only. `finding` is what the trial
         *     found out about it, None before that.
         */
        SourceCell: {
            notebook: string;
            grade_id: string;
            /** @enum {string} */
            kind: "auto" | "manual";
            points: number;
            has_hidden_tests: boolean;
            /** @default null */
            finding: components["schemas"]["Finding"] | null;
        };
        /**
         * @description What the service made of an uploaded source: the answer to PUT …/source.
         *
         *     `trial` says how far its tests are tried with its own solution, None where they are not; `solution_score` is what
         *     that solution got.
         */
        SourceVersion: {
            course_slug: string;
            assignment: string;
            version: number;
            sha256: string;
            /** Format: date-time */
            created_at: string;
            released: boolean;
            max_score: number;
            notebooks: string[];
            cells: components["schemas"]["SourceCell"][];
            /** @default null */
            trial: ("running" | "done" | "failed") | null;
            /** @default null */
            trial_reason: string | null;
            /** @default null */
            solution_score: number | null;
        };
        /** @description `from`: the first sequence number that is wanted. */
        StreamQuery: {
            /** @default 0 */
            from: number;
        };
        /**
         * @description One version of one student's work, and the receipt for it: `sha256` is the hash of the archive as received.
         *
         *     `score` is None until graded. `reason` says in words why a submission failed. `late_seconds` is counted from when it
         *     was due for this student. `queue` is there while it waits. `receipt` (what was graded, by what and how, in plain
         *     words), `cells`, `log` and `evidence` stand in the single resource only; a student sees `cells` without hidden
         *     tests' messages, and neither `log` nor `evidence`.
         */
        Submission: {
            /** Format: uuid */
            id: string;
            course_slug: string;
            assignment: string;
            user: components["schemas"]["Person"];
            version: number;
            /** Format: date-time */
            submitted_at: string;
            late_seconds: number;
            sha256: string;
            size_bytes: number;
            files: string[];
            /** @enum {string} */
            status: "queued" | "running" | "graded" | "needs_manual_grade" | "failed";
            /** @default null */
            reason: string | null;
            /** @default null */
            score: number | null;
            /** @default null */
            max_score: number | null;
            /** @default null */
            graded_at: string | null;
            /** @default false */
            feedback_released: boolean;
            /** @default null */
            queue: components["schemas"]["QueuePlace"] | null;
            /** @default [] */
            receipt: string[];
            /** @default [] */
            cells: components["schemas"]["CellScore"][];
            /** @default [] */
            log: string[];
            /** @default null */
            evidence: components["schemas"]["Evidence"] | null;
        };
        /**
         * @description `everyone` asks, as staff, for all students' submissions; otherwise they are the caller's own.
         *
         *     `student` stands somewhere in the student's name; `newest` leaves out what was handed in anew since.
         */
        SubmissionQuery: {
            /** @default 1 */
            page: number;
            /** @default 20 */
            limit: number;
            course: string;
            /** @default null */
            assignment: string | null;
            /** @default null */
            status: ("queued" | "running" | "graded" | "needs_manual_grade" | "failed") | null;
            /** @default null */
            student: string | null;
            /**
             * @default newest
             * @enum {string}
             */
            sort: "newest" | "oldest" | "student" | "lowest" | "highest";
            /** @default false */
            everyone: boolean;
            /** @default false */
            newest: boolean;
        };
        /** @description Whether the caller is told of a thread's new posts. */
        Subscription: {
            subscribed: boolean;
        };
        /** @description `posts` counts the posts, `votes` those of all of them; `updated_at` is the newest post's time. */
        Thread: {
            /** Format: uuid */
            id: string;
            /** Format: uuid */
            category_id: string;
            course_slug: string;
            title: string;
            author: components["schemas"]["Person"];
            material_id: string | null;
            cell_id: string | null;
            posts: number;
            votes: number;
            solved: boolean;
            locked: boolean;
            pinned: boolean;
            hidden: boolean;
            /** Format: date-time */
            created_at: string;
            /** Format: date-time */
            updated_at: string;
        };
        /**
         * @description Opens a thread with its first post; `body` is Markdown.
         *
         *     It may be tied to a material of the course, and to a cell of the notebook that the material is.
         */
        ThreadCreate: {
            title: string;
            body: string;
            /** @default null */
            material_id: string | null;
            /** @default null */
            cell_id: string | null;
        };
        /** @description A thread with one page of its posts, oldest first, and whether the caller is told of new ones. */
        ThreadDetail: {
            /** Format: uuid */
            id: string;
            /** Format: uuid */
            category_id: string;
            course_slug: string;
            title: string;
            author: components["schemas"]["Person"];
            material_id: string | null;
            cell_id: string | null;
            posts: number;
            votes: number;
            solved: boolean;
            locked: boolean;
            pinned: boolean;
            hidden: boolean;
            /** Format: date-time */
            created_at: string;
            /** Format: date-time */
            updated_at: string;
            subscribed: boolean;
            items: components["schemas"]["Post"][];
            page: number;
            limit: number;
            total: number;
        };
        /** @description `q` are words, or beginnings of words, of a title and a post of the thread. Pinned threads come first. */
        ThreadQuery: {
            /** @default 1 */
            page: number;
            /** @default 20 */
            limit: number;
            /** @default null */
            q: string | null;
            /**
             * @default active
             * @enum {string}
             */
            sort: "newest" | "active" | "votes";
            /** @default null */
            material_id: string | null;
            /** @default null */
            cell_id: string | null;
        };
        /** @description What is given is changed: the title by its author or a moderator, the rest by moderators. */
        ThreadUpdate: {
            /** @default null */
            title: string | null;
            /** @default null */
            locked: boolean | null;
            /** @default null */
            pinned: boolean | null;
            /** @default null */
            hidden: boolean | null;
        };
        /** @description `token` is JupyterHub's, for `expires_in` seconds; `refresh_token` is exchanged for the next of both. */
        Tokens: {
            token: string;
            refresh_token: string;
            expires_in: number;
            /** Format: uuid */
            user_id: string;
            /** @enum {string} */
            role: "student" | "educator" | "moderator" | "guardian" | "admin";
        };
        TrueFalse: {
            text: string;
            /** @default 1 */
            points: number;
            /** @default  */
            explanation: string;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "true_false";
            correct: boolean;
        };
        /** @description How many notifications are unread. */
        Unread: {
            unread: number;
        };
        /** @description An account. `email` is None for staff of a course, who see its members without their addresses. */
        User: {
            /** Format: uuid */
            id: string;
            username: string;
            name: string;
            email: string | null;
            email_verified: boolean;
            second_factor: boolean;
            /** @enum {string} */
            role: "student" | "educator" | "moderator" | "guardian" | "admin";
            removed: boolean;
            /** Format: date-time */
            created_at: string;
        };
        /** @description A course of somebody's, and their role in it. */
        UserCourse: {
            slug: string;
            title: string;
            role: string;
        };
        /** @description An account with its courses, and who its guardians and wards are. */
        UserDetail: {
            /** Format: uuid */
            id: string;
            username: string;
            name: string;
            email: string | null;
            email_verified: boolean;
            second_factor: boolean;
            /** @enum {string} */
            role: "student" | "educator" | "moderator" | "guardian" | "admin";
            removed: boolean;
            /** Format: date-time */
            created_at: string;
            courses: components["schemas"]["UserCourse"][];
            guardians: components["schemas"]["Person"][];
            wards: components["schemas"]["Person"][];
        };
        /** @description `q` looks in names, user names and addresses; `course` finds its members, for its staff. */
        UserQuery: {
            /** @default 1 */
            page: number;
            /** @default 20 */
            limit: number;
            /** @default null */
            role: ("student" | "educator" | "moderator" | "guardian" | "admin") | null;
            /** @default null */
            q: string | null;
            /** @default null */
            course: string | null;
        };
        /** @description Whether the caller finds a post useful. */
        VoteUpdate: {
            useful: boolean;
        };
        /** @description A run with its reward's curve, of at most about 100 points, each the mean of the episodes around a step. */
        WallRun: {
            run: components["schemas"]["Run"];
            steps: number[];
            mean_rewards: number[];
            alerts: components["schemas"]["Alert"][];
        };
        /** @description What a guardian sees of a ward's course: the progress in percent, how often they were there, released grades. */
        WardCourse: {
            slug: string;
            title: string;
            percentage: number;
            attendance: components["schemas"]["AttendanceSummary"];
            grades: components["schemas"]["Grade"][];
        };
        /** @description `everyone` asks, as staff, for all students' requests; otherwise they are the caller's own. */
        nbacademy_hub__marking__requests__RequestQuery: {
            /** @default 1 */
            page: number;
            /** @default 20 */
            limit: number;
            course: string;
            /** @default null */
            assignment: string | null;
            /** @default null */
            submission_id: string | null;
            /** @default null */
            state: ("open" | "accepted" | "declined") | null;
            /** @default false */
            everyone: boolean;
        };
        /** @description Requests for roles, by state. */
        nbacademy_hub__people__service__RequestQuery: {
            /** @default 1 */
            page: number;
            /** @default 20 */
            limit: number;
            /** @default null */
            state: ("open" | "granted" | "declined") | null;
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
};
export type $defs = Record<string, never>;
export type operations = Record<string, never>;
