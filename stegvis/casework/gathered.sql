-- Everything that hangs on one enrolment and that something can be due from, as one object: a
-- list of people takes one statement, planned once, however many stand in it. Read by cases.py,
-- inside a statement over participants_enrolment; the wall stands around every table here too.
jsonb_build_object(
    'contacts', ARRAY(
        SELECT jsonb_build_object(
            'user', row.user_id, 'name', row.name, 'first', row.starts_on, 'last', row.ends_on,
            'because', row.because)
        FROM participants_contactperson row
        WHERE row.enrolment_id = participants_enrolment.id
        ORDER BY row.starts_on, row.id),
    'phases', ARRAY(
        SELECT jsonb_build_object(
            'pk', row.id, 'key', row.key, 'first', row.starts_on, 'last', row.ends_on,
            'met', row.met_on, 'explained', row.left_because <> '')
        FROM casework_phase row
        WHERE row.enrolment_id = participants_enrolment.id
        ORDER BY row.starts_on, row.id),
    'tracks', ARRAY(
        SELECT jsonb_build_object(
            'pk', row.id, 'phase', row.phase, 'key', row.key,
            'first', row.starts_on, 'last', row.ends_on)
        FROM casework_track row
        WHERE row.enrolment_id = participants_enrolment.id
        ORDER BY row.starts_on, row.id),
    'extension', (
        SELECT jsonb_build_object('first', row.starts_on, 'last', row.ends_on)
        FROM casework_extension row
        WHERE row.enrolment_id = participants_enrolment.id),
    -- What has been proposed and how it stands, and what a party and the unit have agreed on.
    'proposals', ARRAY(
        SELECT jsonb_build_object(
            'pk', row.id, 'kind', row.kind, 'until', row.lapses_on, 'answer', row.answer,
            'on', row.answered_on, 'party', (
                SELECT party.name FROM access_organisation party WHERE party.id = row.party_id))
        FROM casework_proposal row
        WHERE row.enrolment_id = participants_enrolment.id
        ORDER BY row.proposed_on DESC, row.id DESC),
    'agreed_end', (
        SELECT row.values ->> 'day'
        FROM casework_proposal row
        WHERE row.enrolment_id = participants_enrolment.id
          AND row.kind = 'end' AND row.answer = 'approved'
        ORDER BY row.answered_on DESC, row.id DESC
        LIMIT 1),
    'consents', ARRAY(
        SELECT jsonb_build_object(
            'pk', row.id, 'first', row.starts_on, 'last', row.ends_on,
            'withdrawn', row.withdrawn_on, 'to', ARRAY(
                SELECT party.name
                FROM participants_consentparty named
                JOIN access_organisation party ON party.id = named.organisation_id
                WHERE named.consent_id = row.id
                ORDER BY party.name))
        FROM participants_consent row
        WHERE row.enrolment_id = participants_enrolment.id
        ORDER BY row.starts_on, row.id),
    'prepared', ARRAY(
        SELECT jsonb_build_array(row.key, row.answer)
        FROM intake_preparation row
        WHERE row.enrolment_id = participants_enrolment.id
        ORDER BY row.id),
    'livelihood', ARRAY(
        SELECT DISTINCT row.occasion
        FROM casework_livelihood row
        WHERE row.enrolment_id = participants_enrolment.id),
    'occupation', ARRAY(
        SELECT DISTINCT row.occasion
        FROM casework_occupation row
        WHERE row.enrolment_id = participants_enrolment.id),
    -- What the referral group, or the head of unit where it did not agree, decided last.
    'ruling', (
        SELECT jsonb_build_object(
            'outcome', coalesce(row.settled, row.outcome), 'from_day', row.from_day,
            'met_on', meeting."on", 'end_reason', row.end_reason)
        FROM intake_meetingitem row
        JOIN intake_referralmeeting meeting ON meeting.id = row.meeting_id
        WHERE row.enrolment_id = participants_enrolment.id AND row.outcome IS NOT NULL
        ORDER BY meeting."on" DESC, row.id DESC
        LIMIT 1),
    -- The group's next meeting, where one is planned.
    'meeting_on', (
        SELECT min(meeting."on")
        FROM intake_referralmeeting meeting
        WHERE meeting.programme_id = participants_enrolment.programme_id
          AND meeting.unit_id = participants_enrolment.unit_id
          AND meeting.held_at IS NULL AND meeting.cancelled_at IS NULL
          AND coalesce(meeting.around_id, participants_enrolment.id) = participants_enrolment.id
          AND meeting."on" >= %s),
    -- The last meeting around the person alone that was not called off, where the plan has one.
    'own_meeting', (
        SELECT jsonb_build_object(
            'on', meeting."on", 'at', to_char(meeting.at, 'HH24.MI'), 'place', meeting.place,
            'held', meeting.held_at IS NOT NULL, 'decided', row.outcome IS NOT NULL)
        FROM intake_referralmeeting meeting
        JOIN intake_meetingitem row ON row.meeting_id = meeting.id
        WHERE meeting.around_id = participants_enrolment.id AND meeting.cancelled_at IS NULL
        ORDER BY meeting."on" DESC, meeting.id DESC
        LIMIT 1)
)
